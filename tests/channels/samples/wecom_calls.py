"""What is asked of WeCom's API and what it answers, errcode by errcode, gateway by gateway."""

from __future__ import annotations

from collections.abc import Iterator

from domain.messages import Outgoing, Problem, Sent, Unreachable
from tests.channels.harness import NOWHERE, Answer, Asked, Calling, Failure, Fetch, Probe, Send, over_http
from tests.channels.samples.wecom_messages import SETTINGS, channel_at
from tests.support.fakes.wecom_messages import AGENT_ID, CORP_ID
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, SECRET, TOKEN

GETTOKEN = Asked(line=f"GET /cgi-bin/gettoken?corpid={CORP_ID}&corpsecret={SECRET}")
TOKEN_GIVEN = Answer(json={"errcode": 0, "errmsg": "ok", "access_token": "token-1", "expires_in": 7200})


def asked_to_send(text: str = "你好", to: str = "zhangsan") -> Asked:
    body = {
        "touser": to,
        "msgtype": "text",
        "agentid": AGENT_ID,
        "text": {"content": text},
        "safe": 0,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }
    return Asked(line="POST /cgi-bin/message/send?access_token=token-1", body=body)


def text(words: str, *receivers: str) -> Outgoing:
    return Outgoing(channel="wecom", receivers=receivers or ("zhangsan",), text=words)


def refusal(errcode: int, words: str = "refused") -> Answer:
    return Answer(json={"errcode": errcode, "errmsg": f"{words}, hint: [1604888880_00]"})


def failing(code: Problem, wait: tuple[float, float] | None = None, *, permanent: bool = False) -> Failure:
    return Failure(code=code, permanent=permanent, wait=wait)


#: The platform's table (page 90455) once more, independently: errcode → problem, permanent, wait in seconds.
ERRCODES: dict[int, tuple[Problem, bool, tuple[float, float] | None]] = {
    -1: (Problem.BUSY, False, (2, 2)),
    40001: (Problem.CREDENTIALS, False, (3600, 3600)),
    40091: (Problem.CREDENTIALS, False, (3600, 3600)),
    40013: (Problem.CREDENTIALS, False, (3600, 3600)),
    40014: (Problem.BUSY, False, (60, 60)),
    41001: (Problem.BUSY, False, (60, 60)),
    42001: (Problem.BUSY, False, (60, 60)),
    40007: (Problem.MEDIA_GONE, True, None),
    40006: (Problem.REFUSED, True, None),
    40009: (Problem.REFUSED, True, None),
    40011: (Problem.REFUSED, True, None),
    44001: (Problem.REFUSED, True, None),
    45002: (Problem.REFUSED, True, None),
    40032: (Problem.REFUSED, True, None),
    40058: (Problem.REFUSED, True, None),
    45009: (Problem.THROTTLED, False, (60, 60)),
    45033: (Problem.BUSY, False, (2, 6)),
    48002: (Problem.UNCLEAR, False, (60, 60)),
    60011: (Problem.UNCLEAR, False, (60, 60)),
    50001: (Problem.UNCLEAR, False, (60, 60)),
    50003: (Problem.CONFIGURATION, False, (60, 60)),
    301002: (Problem.UNCLEAR, False, (60, 60)),
    60020: (Problem.CONFIGURATION, False, (60, 60)),
    60111: (Problem.RECEIVER, True, None),
    81013: (Problem.RECEIVER, True, None),
    82001: (Problem.RECEIVER, True, None),
    830002: (Problem.MEDIA_TOO_BIG, True, None),
    99999: (Problem.UNCLEAR, False, (60, 60)),
}
#: With these a new token is fetched and the call made once more.
STALE = (40014, 41001, 42001)


def ends(errcode: int) -> Failure:
    code, permanent, wait = ERRCODES[errcode]
    return Failure(code=code, permanent=permanent, wait=wait, says=str(errcode))


#: What stands between us and the platform answers so, or the platform as never seen.
NO_ANSWER: dict[str, tuple[Answer, Problem, float]] = {
    "502": (Answer(status=502, body=b"<html>Bad gateway</html>"), Problem.BUSY, 5),
    "429": (Answer(status=429, body=b""), Problem.THROTTLED, 60),
    "404": (Answer(status=404, body=b""), Problem.BUSY, 60),
    "HTML": (Answer(body=b"<html>portal</html>"), Problem.BUSY, 5),
    "empty": (Answer(body=b""), Problem.BUSY, 5),
    "a list": (Answer(body=b"[1]"), Problem.BUSY, 5),
    "an errcode in words": (Answer(body=b'{"errcode":"many"}'), Problem.BUSY, 2),
    "redirect": (Answer(status=302, body=b"", headers={"Location": "/elsewhere"}), Problem.BUSY, 60),
}


#: The platform names them in small letters, if at all.
NOT_REACHED = {
    "WangWu": Unreachable.UNLICENSED,
    **dict.fromkeys(("Gone", "gone2", "@all", "a|b", ""), Unreachable.UNKNOWN),
}


def _sends() -> Iterator[tuple[str, Send]]:
    sent = Answer(json={"errcode": 0, "errmsg": "ok", "msgid": "msg-1", "invaliduser": "", "unlicenseduser": ""})
    once = (GETTOKEN, asked_to_send())
    yield "text", Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, sent], asked=once, ends=Sent(message_id="msg-1"))
    yield (
        "text of 2048 bytes",
        Send(
            outgoing=text("交" * 682 + "ab"),
            answers=[TOKEN_GIVEN, sent],
            asked=(GETTOKEN, asked_to_send("交" * 682 + "ab")),
            ends=Sent(message_id="msg-1"),
        ),
    )
    some = Answer(json={"errcode": 0, "msgid": "msg-1", "invaliduser": "gone|gone2", "unlicenseduser": "wangwu"})
    yield (
        "text to members some of whom are not",
        Send(
            outgoing=text("你好", "ZhangSan", "WangWu", "Gone", "gone2", "@all", "a|b", ""),
            answers=[TOKEN_GIVEN, some],
            asked=(GETTOKEN, asked_to_send(to="ZhangSan|WangWu|Gone|gone2")),
            ends=Sent(message_id="msg-1", rejected=NOT_REACHED),
        ),
    )
    for account in ("@all", "zhangsan|lisi", ""):
        nobody = failing(Problem.RECEIVER, permanent=True)
        yield f"account {account!r} alone", Send(outgoing=text("你好", account), asked=(), ends=nobody)
    for errcode in ERRCODES:
        tries = 2 if errcode in STALE else 1
        answers = [TOKEN_GIVEN, refusal(errcode)] * tries
        yield f"errcode {errcode}", Send(outgoing=text("你好"), answers=answers, asked=once * tries, ends=ends(errcode))
    for name, (answer, code, wait) in NO_ANSWER.items():
        failure = failing(code, (wait, wait))
        yield (
            f"{name} for a message",
            Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, answer], asked=once, ends=failure),
        )
        yield f"{name} for a token", Send(outgoing=text("你好"), answers=[answer], asked=once[:1], ends=failure)


def _fetches() -> Iterator[tuple[str, Fetch]]:
    asked = (GETTOKEN, Asked(line="GET /cgi-bin/media/get?access_token=token-1&media_id=m1"))
    file = Answer(body=b"photo", headers={"Content-Disposition": 'attachment; filename="a.jpg"'})
    yield "photo", Fetch(media="m1", answers=[TOKEN_GIVEN, file], asked=asked, ends=(b"photo", "a.jpg"))
    yield from _ranges()
    for errcode in (40007, 45033, 45009, 60020, -1):
        answers = [TOKEN_GIVEN, refusal(errcode)]
        yield f"errcode {errcode}", Fetch(media="m1", answers=answers, asked=asked, ends=ends(errcode))
    gateways: dict[str, tuple[Answer, float]] = {
        "502": (Answer(status=502, body=b"x"), 5),
        "404": (Answer(status=404, body=b""), 60),
        "206 without a range": (Answer(status=206, body=b"x"), 5),
        "redirect": (Answer(status=302, body=b"", headers={"Location": "/elsewhere"}), 60),
        "page": (Answer(body=b"<html>please log in</html>", headers={"Content-Type": "text/html"}), 5),
    }
    for name, (answer, wait) in gateways.items():
        failure = failing(Problem.BUSY, (wait, wait))
        yield name, Fetch(media="m1", answers=[TOKEN_GIVEN, answer], asked=asked, ends=failure)


def _ranges() -> Iterator[tuple[str, Fetch]]:
    """Parts of a file that each are what they say, and do not make one."""
    whole = Asked(line="GET /cgi-bin/media/get?access_token=token-1&media_id=m1")
    first = Answer(status=206, body=b"x" * 1000, headers={"Content-Range": "bytes 0-999/2500"})
    seconds = {
        "an empty part": Answer(status=206, body=b"", headers={"Content-Range": "bytes 1000-999/2500"}),
        "a file that grows": Answer(status=206, body=b"x" * 1000, headers={"Content-Range": "bytes 1000-1999/2501"}),
        "a part again": first,
    }
    for name, second in seconds.items():
        answers = [TOKEN_GIVEN, refusal(830002), first, second]
        failure = Failure(code=Problem.BUSY, wait=(5, 5), says="the parts of a ranged download do not fit")
        yield name, Fetch(media="m1", answers=answers, asked=(GETTOKEN, whole, whole, whole), ends=failure)


def _probes() -> Iterator[tuple[str, Probe]]:
    asked = (GETTOKEN, Asked(line=f"GET /cgi-bin/agent/get?access_token=token-1&agentid={AGENT_ID}"))
    good = Answer(json={"errcode": 0, "errmsg": "ok", "agentid": AGENT_ID, "name": "报送", "close": 0})
    yield "good", Probe(answers=[TOKEN_GIVEN, good], asked=asked)
    yield "untrusted address", Probe(answers=[TOKEN_GIVEN, refusal(60020)], asked=asked, ends=ends(60020))
    another = failing(Problem.CONFIGURATION, (60, 60))
    yield "another agent", Probe(answers=[TOKEN_GIVEN, refusal(301002)], asked=asked, ends=another)
    yield "wrong secret", Probe(answers=[refusal(40001)], asked=asked[:1], ends=ends(40001))


CALLING = Calling(
    platform=over_http(channel_at),
    unreachable=lambda: channel_at(NOWHERE),
    sends=dict(_sends()),
    fetches=dict(_fetches()),
    probes=dict(_probes()),
    secrets=(SECRET, TOKEN, ENCODING_AES_KEY, "token-1"),
    settings=SETTINGS,
    repeating=lambda words: [TOKEN_GIVEN, refusal(45009, words)],
)
