"""What is asked of Feishu's API and what it answers, code by code, gateway by gateway."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from channels.feishu.channel import FeishuChannel
from channels.feishu.settings import FeishuSettings
from domain.messages import Choice, Outgoing, Problem, Sent
from tests.channels.harness import NOWHERE, Answer, Asked, Calling, Failure, Fetch, Probe, Send, over_http
from tests.support.fakes.feishu_bodies import APP_ID, BOT, SECRET

WITHHELD = "平台没有让这条消息发出来。"


def channel_at(url: str) -> FeishuChannel:
    return FeishuChannel(settings_at(url), withheld=WITHHELD)


def settings_at(url: str) -> FeishuSettings:
    return FeishuSettings(app_id=APP_ID, app_secret=SECRET, api_base_url=url)


TOKEN = Asked(
    line="POST /open-apis/auth/v3/tenant_access_token/internal", body={"app_id": APP_ID, "app_secret": SECRET}
)
TOKEN_GIVEN = Answer(json={"code": 0, "msg": "ok", "tenant_access_token": "token-1", "expire": 7200})
INFO = Asked(line="GET /open-apis/bot/v3/info")
INFO_GIVEN = Answer(json={"code": 0, "msg": "ok", "bot": {"open_id": BOT, "app_name": "报送助手"}})
SENT = Answer(json={"code": 0, "msg": "success", "data": {"message_id": "om_1"}})
KEPT = Sent(message_id="om_1")


def text(words: str, *receivers: str, **more: Any) -> Outgoing:
    return Outgoing(channel="feishu", receivers=receivers or ("ou_1",), text=words, key="k1", **more)


def asked(kind: str, content: Any, to: str = "ou_1", *, which: int = 0, by: str = "open_id") -> Asked:
    told = f"feishu:k1:('{to}',):{which}"
    body = {
        "receive_id": to,
        "msg_type": kind,
        "content": json.dumps(content, ensure_ascii=False),
        "uuid": hashlib.sha256(told.encode()).hexdigest()[:40],
    }
    return Asked(line=f"POST /open-apis/im/v1/messages?receive_id_type={by}", body=body)


def asked_to_send(words: str = "你好", **more: Any) -> Asked:
    return asked("text", {"text": words}, **more)


def refusal(code: int, words: str = "refused", status: int = 400, **headers: str) -> Answer:
    return Answer(status=status, json={"code": code, "msg": words}, headers=headers)


#: Code → problem, permanent, wait in seconds; docs/platform.md once more, independently.
CODES: dict[int, tuple[Problem, bool, tuple[float, float] | None]] = {
    11205: (Problem.CONFIGURATION, False, (60, 60)),
    230001: (Problem.REFUSED, True, None),
    230002: (Problem.RECEIVER, True, None),
    230006: (Problem.CONFIGURATION, False, (60, 60)),
    230013: (Problem.RECEIVER, True, None),
    230020: (Problem.BUSY, False, (5, 5)),
    230025: (Problem.REFUSED, True, None),
    230027: (Problem.CONFIGURATION, False, (60, 60)),
    230029: (Problem.RECEIVER, True, None),
    230035: (Problem.RECEIVER, True, None),
    230038: (Problem.RECEIVER, True, None),
    230053: (Problem.RECEIVER, True, None),
    230101: (Problem.BUSY, False, (60, 60)),
    99991400: (Problem.THROTTLED, False, (60, 60)),
    99991403: (Problem.QUOTA, False, None),
    99991672: (Problem.CONFIGURATION, False, (60, 60)),
    99999: (Problem.UNCLEAR, False, (60, 60)),
}
#: What stands between us and the platform answers so.
NO_ANSWER: dict[str, tuple[Answer, Problem, float]] = {
    "502": (Answer(status=502, body=b"Bad gateway"), Problem.BUSY, 5),
    "429": (Answer(status=429, body=b""), Problem.THROTTLED, 60),
    "a page": (Answer(body=b"<html>log in</html>"), Problem.BUSY, 5),
    "a list": (Answer(body=b"[1]"), Problem.BUSY, 5),
    "no code": (Answer(json={}), Problem.BUSY, 5),
}


def ends(code: int) -> Failure:
    problem, permanent, wait = CODES[code]
    return Failure(code=problem, permanent=permanent, wait=wait, says=str(code))


def _sends() -> Iterator[tuple[str, Send]]:
    once = (TOKEN, asked_to_send())
    yield "text", Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, SENT], asked=once, ends=KEPT)
    longest = "交" * 3000
    yield (
        "text of 9000 bytes",
        Send(outgoing=text(longest), answers=[TOKEN_GIVEN, SENT], asked=(TOKEN, asked_to_send(longest)), ends=KEPT),
    )
    group = asked_to_send(to="oc_group", by="chat_id")
    yield (
        "text to a group",
        Send(
            outgoing=text("你好", "oc_group", to_group=True),
            answers=[TOKEN_GIVEN, SENT],
            asked=(TOKEN, group),
            ends=KEPT,
        ),
    )
    tagged, shown_as = '<at user_id="all">各位</at> <AT>a<attn', '＜at user_id="all">各位＜/at> ＜AT>a＜attn'
    yield (
        "text that would call everybody",
        Send(outgoing=text(tagged), answers=[TOKEN_GIVEN, SENT], asked=(TOKEN, asked_to_send(shown_as)), ends=KEPT),
    )
    buttons = [
        {"tag": "button", "text": {"tag": "plain_text", "content": label}, "value": {"says": says}}
        for label, says in (("确认", "确认"), ("不要", "2"))
    ]
    shown = {"tag": "div", "text": {"tag": "plain_text", "content": "要催报吗？"}}
    card = asked("interactive", {"elements": [shown, {"tag": "action", "actions": buttons}]})
    choices = (Choice(label="确认", says="确认"), Choice(label="不要", says="2"))
    yield (
        "choices",
        Send(outgoing=text("要催报吗？", choices=choices), answers=[TOKEN_GIVEN, SENT], asked=(TOKEN, card), ends=KEPT),
    )
    for code in (99991661, 99991663, 99991668):
        answers = [TOKEN_GIVEN, refusal(code), TOKEN_GIVEN, SENT]
        yield f"stale token {code}", Send(outgoing=text("你好"), answers=answers, asked=once * 2, ends=KEPT)
    yield from _withheld()
    for code in CODES:
        answers = [TOKEN_GIVEN, refusal(code)]
        yield f"code {code}", Send(outgoing=text("你好"), answers=answers, asked=once, ends=ends(code))
    soon = refusal(99991400, status=429, **{"x-ogw-ratelimit-reset": "7"})
    told = Failure(code=Problem.THROTTLED, wait=(7, 7))
    yield "told when", Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, soon], asked=once, ends=told)
    for name, (broken, problem, wait) in NO_ANSWER.items():
        failure = Failure(code=problem, wait=(wait, wait))
        yield (
            f"{name} for a message",
            Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, broken], asked=once, ends=failure),
        )
        yield f"{name} for a token", Send(outgoing=text("你好"), answers=[broken], asked=once[:1], ends=failure)


def _withheld() -> Iterator[tuple[str, Send]]:
    """Words that are not brought: a shorter text without numbers instead, and if need be nothing of them at all."""
    words = "回执\n联系人 13800138000"
    whole, first = asked_to_send(words), asked_to_send(f"回执\n{WITHHELD}", which=1)
    instead = asked_to_send(WITHHELD, which=2)
    for code in (230022, 230028):
        yield (
            f"withheld by {code}",
            Send(
                outgoing=text(words),
                answers=[TOKEN_GIVEN, refusal(code), SENT],
                asked=(TOKEN, whole, first),
                ends=KEPT,
            ),
        )
    yield (
        "withheld twice",
        Send(
            outgoing=text(words),
            answers=[TOKEN_GIVEN, refusal(230028), refusal(230022), SENT],
            asked=(TOKEN, whole, first, instead),
            ends=KEPT,
        ),
    )
    yield (
        "withheld for good",
        Send(
            outgoing=text("电话 13800138000"),
            answers=[TOKEN_GIVEN, refusal(230028), refusal(230028)],
            asked=(TOKEN, asked_to_send("电话 13800138000"), asked_to_send(WITHHELD, which=1)),
            ends=Failure(code=Problem.REFUSED, permanent=True, says="230028"),
        ),
    )


def _fetches() -> Iterator[tuple[str, Fetch]]:
    line = Asked(line="GET /open-apis/im/v1/messages/om_1/resources/file_1?type=file")
    both = (TOKEN, line)
    file = Answer(body=b"word", headers={"Content-Disposition": "attachment; filename*=UTF-8''%E6%80%BB.docx"})
    handle = "file/om_1/file_1"
    yield "file", Fetch(media=handle, answers=[TOKEN_GIVEN, file], asked=both, ends=(b"word", "总.docx"))
    picture = Asked(line="GET /open-apis/im/v1/messages/om_1/resources/img_1?type=image")
    yield (
        "picture",
        Fetch(
            media="image/om_1/img_1",
            answers=[TOKEN_GIVEN, Answer(body=b"photo")],
            asked=(TOKEN, picture),
            ends=(b"photo", ""),
        ),
    )
    odd = Asked(line="GET /open-apis/im/v1/messages/om_1/resources/a?b#c?type=file")
    yield (
        "a key that is no path",
        Fetch(media="file/om_1/a?b#c", answers=[TOKEN_GIVEN, file], asked=(TOKEN, odd), ends=(b"word", "总.docx")),
    )
    again = [TOKEN_GIVEN, refusal(99991663), TOKEN_GIVEN, file]
    yield "with a stale token", Fetch(media=handle, answers=again, asked=both * 2, ends=(b"word", "总.docx"))
    gone = Failure(code=Problem.MEDIA_GONE, permanent=True)
    for other in ("", "m1", "file/om_1", "file/om_1/..", "file/om_1/a/b", "other/om_1/file_1"):
        yield f"handle {other!r}", Fetch(media=other, answers=[], asked=[], ends=gone)
    yield "gone", Fetch(media=handle, answers=[TOKEN_GIVEN, refusal(234043)], asked=both, ends=gone)
    big = Failure(code=Problem.MEDIA_TOO_BIG, permanent=True)
    yield "too big", Fetch(media=handle, answers=[TOKEN_GIVEN, refusal(234037)], asked=both, ends=big)
    busy = Failure(code=Problem.BUSY, wait=(5, 60))
    for name, answer in {
        "502": Answer(status=502, body=b"x"),
        "redirect": Answer(status=302, body=b"", headers={"Location": "/elsewhere"}),
    }.items():
        yield name, Fetch(media=handle, answers=[TOKEN_GIVEN, answer], asked=both, ends=busy)


def _probes() -> Iterator[tuple[str, Probe]]:
    yield "good", Probe(answers=[TOKEN_GIVEN, INFO_GIVEN], asked=(TOKEN, INFO))
    wrong = Failure(code=Problem.CREDENTIALS, wait=(3600, 3600))
    # What may pass is no wrong secret.
    for code in (1, 1000040343, 1000040350):
        passing = Failure(code=Problem.BUSY, wait=(60, 60))
        yield f"code {code}", Probe(answers=[refusal(code, status=200)], asked=(TOKEN,), ends=passing)
    for code in (10003, 10014, 514):
        yield f"code {code}", Probe(answers=[refusal(code, status=200)], asked=(TOKEN,), ends=wrong)
    denied = Failure(code=Problem.CONFIGURATION, wait=(60, 60))
    for code in (11205, 230006):
        yield f"no bot: {code}", Probe(answers=[TOKEN_GIVEN, refusal(code)], asked=(TOKEN, INFO), ends=denied)
    yield "no access", Probe(answers=[refusal(99991672)], asked=(TOKEN,), ends=denied)


CALLING = Calling(
    platform=over_http(channel_at),
    unreachable=lambda: channel_at(NOWHERE),
    unreachable_media="file/om_1/file_1",
    sends=dict(_sends()),
    fetches=dict(_fetches()),
    probes=dict(_probes()),
    secrets=(SECRET, "token-1"),
    settings=settings_at(NOWHERE),
    repeating=lambda words: [TOKEN_GIVEN, refusal(230020, words)],
)
