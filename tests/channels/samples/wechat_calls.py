"""What is asked of a 服务号's API and what it answers, errcode by errcode."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.clock import CHINA
from domain.messages import Outgoing, Problem, Sent
from tests.channels.harness import (
    NOWHERE,
    PLATFORM,
    Answer,
    Asked,
    Calling,
    Failure,
    Fetch,
    Probe,
    Send,
    over_http,
)
from tests.channels.samples.wechat_messages import OPENID, SETTINGS, channel_at
from tests.support.fakes.wechat_platform import APPID, ENCODING_AES_KEY, SECRET, TOKEN

DUE = datetime(2026, 11, 9, 10, 0, tzinfo=CHINA)


def asked_for_token(*, force: bool = False) -> Asked:
    body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET, "force_refresh": force}
    return Asked(line="POST /cgi-bin/stable_token", body=body)


def given(token: str = "token-1") -> Answer:
    return Answer(json={"access_token": token, "expires_in": 7200})


def asked_to_send(token: str = "token-1") -> Asked:
    body = {"touser": OPENID, "msgtype": "text", "text": {"content": "你好"}}
    return Asked(line=f"POST /cgi-bin/message/custom/send?access_token={token}", body=body)


def text(words: str = "你好", **more: Any) -> Outgoing:
    return Outgoing(channel="wechat", receivers=(OPENID,), text=words, key="k1", **more)


def refusal(errcode: int, words: str = "refused") -> Answer:
    return Answer(json={"errcode": errcode, "errmsg": f"{words} rid: 1"})


#: errcode → problem, permanent, wait in seconds: the platform's table once more, independently.
ERRCODES: dict[int, tuple[Problem, bool, tuple[float, float] | None]] = {
    -1: (Problem.BUSY, False, (2, 2)),
    40003: (Problem.RECEIVER, True, None),
    40013: (Problem.CREDENTIALS, False, (3600, 3600)),
    40125: (Problem.CREDENTIALS, False, (3600, 3600)),
    40164: (Problem.CONFIGURATION, False, (60, 60)),
    43004: (Problem.RECEIVER, True, None),
    43101: (Problem.RECEIVER, True, None),
    45002: (Problem.REFUSED, True, None),
    # It is 09:28: the day has 14 hours and 32 minutes left.
    45009: (Problem.THROTTLED, False, (52380, 52380)),
    45015: (Problem.RECEIVER, True, None),
    45047: (Problem.RECEIVER, True, None),
    48001: (Problem.CONFIGURATION, False, (60, 60)),
    99999: (Problem.UNCLEAR, False, (60, 60)),
}
STALE = (40001, 40014, 42001)


def ends(errcode: int) -> Failure:
    code, permanent, wait = ERRCODES[errcode]
    return Failure(code=code, permanent=permanent, wait=wait, says=str(errcode))


def _sends() -> Iterator[tuple[str, Send]]:
    once = (asked_for_token(), asked_to_send())
    sent = Answer(json={"errcode": 0, "errmsg": "ok"})
    yield "text", Send(outgoing=text(), answers=[given(), sent], asked=once, ends=Sent())
    for errcode in ERRCODES:
        answers = [given(), refusal(errcode)]
        yield f"errcode {errcode}", Send(outgoing=text(), answers=answers, asked=once, ends=ends(errcode))
        due = text(due=DUE)
        yield (
            f"errcode {errcode} without a template",
            Send(outgoing=due, answers=answers, asked=once, ends=ends(errcode)),
        )
    for errcode in STALE:
        again = (asked_for_token(), asked_to_send("token-2"))
        answers = [given(), refusal(errcode), given("token-2"), sent]
        yield f"errcode {errcode}", Send(outgoing=text(), answers=answers, asked=(*once, *again), ends=Sent())
    # The token that every process has is refused: another one is forced.
    forced = (asked_for_token(), asked_for_token(force=True), asked_to_send("token-2"))
    answers = [given(), refusal(40001), given(), given("token-2"), sent]
    yield (
        "a token that is refused and given again",
        Send(outgoing=text(), answers=answers, asked=(*once, *forced), ends=Sent()),
    )
    unknown = Failure(code=Problem.UNCERTAIN, wait=(5, 5))
    for name, answer in {"502": Answer(status=502, body=b"x"), "HTML": Answer(body=b"<html>portal</html>")}.items():
        yield f"{name} for a message", Send(outgoing=text(), answers=[given(), answer], asked=once, ends=unknown)
        busy = Failure(code=Problem.BUSY, wait=(5, 5))
        yield f"{name} for a token", Send(outgoing=text(), answers=[answer], asked=once[:1], ends=busy)
    wrong = Failure(code=Problem.CREDENTIALS, wait=(3600, 3600), says="40001")
    yield "wrong secret", Send(outgoing=text(), answers=[refusal(40001)], asked=once[:1], ends=wrong)


def _fetches() -> Iterator[tuple[str, Fetch]]:
    asked = (asked_for_token(), Asked(line="GET /cgi-bin/media/get?access_token=token-1&media_id=m1"))
    file = Answer(body=b"photo", headers={"Content-Disposition": 'attachment; filename="a.jpg"'})
    yield "photo", Fetch(media="m1", answers=[given(), file], asked=asked, ends=(b"photo", "a.jpg"))
    bare = Answer(body=b"photo", headers={"Content-Type": "image/jpeg"})
    yield "photo without a name", Fetch(media="m1", answers=[given(), bare], asked=asked, ends=(b"photo", ""))
    address = Answer(json={"video_url": f"{PLATFORM}/video/1"})
    video = Answer(body=b"video", headers={"Content-Type": "video/mp4"})
    to = (*asked, Asked(line="GET /video/1"))
    yield "video", Fetch(media="m1", answers=[given(), address, video], asked=to, ends=(b"video", ""))
    gone = Failure(code=Problem.MEDIA_GONE, permanent=True, says="40007")
    yield "errcode 40007", Fetch(media="m1", answers=[given(), refusal(40007)], asked=asked, ends=gone)
    yield "errcode 40164", Fetch(media="m1", answers=[given(), refusal(40164)], asked=asked, ends=ends(40164))
    gateways = {
        "502": (Answer(status=502, body=b"x"), 5.0),
        "404": (Answer(status=404, body=b""), 60.0),
        "page": (Answer(body=b"<html></html>", headers={"Content-Type": "text/html"}), 5.0),
        "strange address": (Answer(json={"video_url": "file:///etc/passwd"}), 5.0),
    }
    for name, (answer, wait) in gateways.items():
        busy = Failure(code=Problem.BUSY, wait=(wait, wait))
        yield name, Fetch(media="m1", answers=[given(), answer], asked=asked, ends=busy)


def _probes() -> Iterator[tuple[str, Probe]]:
    asked = (asked_for_token(),)
    yield "good", Probe(answers=[given()], asked=asked)
    yield "untrusted address", Probe(answers=[refusal(40164)], asked=asked, ends=ends(40164))
    yield "wrong secret", Probe(answers=[refusal(40125)], asked=asked, ends=ends(40125))


CALLING = Calling(
    platform=over_http(channel_at),
    unreachable=lambda: channel_at(NOWHERE),
    sends=dict(_sends()),
    fetches=dict(_fetches()),
    probes=dict(_probes()),
    secrets=(SECRET, TOKEN, ENCODING_AES_KEY, "token-1"),
    settings=SETTINGS,
    repeating=lambda words: [given(), refusal(45009, words)],
)
