"""What robots of groups are asked to say, on each of the three platforms; nothing comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from channels.contract import Callback
from channels.group_robot.channel import GroupRobotChannel
from channels.group_robot.settings import GroupRobotSettings
from domain.messages import Outgoing, Problem, Sent
from tests.channels.harness import (
    NOWHERE,
    Answer,
    Asked,
    Calling,
    ChannelCase,
    Failure,
    Probe,
    Receiving,
    Send,
    over_http,
)

NOW = datetime(2020, 11, 9, 2, 28, tzinfo=UTC)
KEY, SECRET = "key-of-the-robot", "SECfake0123456789"
#: Seconds of the epoch at which signatures are made.
AT = 1604888880
#: Made with another implementation of each platform's signature.
SIGNED = {
    "dingtalk": ("1604888880000", "oNhMUXzzjst3bm8P2aeS7b1bj49939x7uBcgsOAvnfE="),
    "feishu": ("1604888880", "74Z7IahDJbyjaW6tJd4Cw74qy40IbAhbH2uoQN3pmBo="),
}
FEISHU_SECRET = "FakeRobotSecret"
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={KEY}",
    "dingtalk": f"/robot/send?access_token={KEY}",
    "feishu": f"/open-apis/bot/v2/hook/{KEY}",
}
SECRETS = {"wecom": SECRET, "dingtalk": SECRET, "feishu": FEISHU_SECRET}


def settings_at(url: str, platform: Any = "wecom") -> GroupRobotSettings:
    return GroupRobotSettings(platform=platform, url=url + PATHS[platform], secret=SECRETS[platform], group="office")


def channel_at(url: str, platform: str = "wecom") -> GroupRobotChannel:
    return GroupRobotChannel(settings_at(url, platform), clock=lambda: float(AT))


def said(text: str = "应报 3") -> Outgoing:
    return Outgoing(channel="group-robot", receivers=("group",), text=text, to_group=True)


def asked(body: Mapping[str, Any]) -> Asked:
    return Asked(line=f"POST {PATHS['wecom']}", body=body)


TEXT = {"msgtype": "text", "text": {"content": "应报 3"}}
TAKEN = Answer(json={"errcode": 0, "errmsg": "ok"})

#: errcode → problem, permanent, wait in seconds.
ERRCODES: dict[int, tuple[Problem, bool, tuple[float, float] | None]] = {
    -1: (Problem.BUSY, False, (2, 2)),
    45009: (Problem.THROTTLED, False, (60, 60)),
    45033: (Problem.BUSY, False, (2, 2)),
    93000: (Problem.CREDENTIALS, False, (3600, 3600)),
    40009: (Problem.REFUSED, True, None),
    45002: (Problem.REFUSED, True, None),
    99999: (Problem.REFUSED, False, (60, 60)),
}
#: An answer that was lost may follow a message that was said.
NO_ANSWER: dict[str, tuple[Answer, Problem, float]] = {
    "429": (Answer(status=429, body=b""), Problem.THROTTLED, 60),
    "404": (Answer(status=404, body=b""), Problem.BUSY, 60),
    "502": (Answer(status=502, body=b"<html>Bad gateway</html>"), Problem.UNCERTAIN, 5),
    "HTML": (Answer(body=b"<html>portal</html>"), Problem.UNCERTAIN, 5),
    "an errcode in words": (Answer(body=b'{"errcode":"many"}'), Problem.BUSY, 2),
}


def refusal(errcode: int, words: str = "refused") -> Answer:
    return Answer(json={"errcode": errcode, "errmsg": words})


def ends(errcode: int) -> Failure:
    code, permanent, wait = ERRCODES[errcode]
    return Failure(code=code, permanent=permanent, wait=wait, says=str(errcode))


def _sends() -> Iterator[tuple[str, Send]]:
    yield "text", Send(outgoing=said(), answers=[TAKEN], asked=[asked(TEXT)], ends=Sent())
    for errcode in ERRCODES:
        yield (
            f"errcode {errcode}",
            Send(outgoing=said(), answers=[refusal(errcode)], asked=[asked(TEXT)], ends=ends(errcode)),
        )
    for name, (answer, code, wait) in NO_ANSWER.items():
        failure = Failure(code=code, wait=(wait, wait))
        yield name, Send(outgoing=said(), answers=[answer], asked=[asked(TEXT)], ends=failure)


_NONE = asked({"msgtype": "none", "msg_type": "none"})

CASE = ChannelCase(
    kind="group-robot",
    receiving=Receiving(
        now=NOW,
        channel=channel_at(NOWHERE),
        seal=lambda wire, at: Callback(query={}, headers={}, body=wire.encode(), at=at),
        samples={},
        unheard='{"msgtype":"text"}',
        malformed={"anything": Callback(query={}, headers={}, body=b"{}", at=NOW)},
        proof=None,
    ),
    calling=Calling(
        platform=over_http(channel_at),
        unreachable=lambda: channel_at(NOWHERE),
        sends=dict(_sends()),
        fetches={},
        probes={
            "good": Probe(answers=[refusal(40008, "invalid message type")], asked=[_NONE]),
            "no such robot": Probe(answers=[refusal(93000)], asked=[_NONE], ends=ends(93000)),
        },
        secrets=(KEY, SECRET),
        settings=settings_at(NOWHERE),
        repeating=lambda words: [refusal(45009, words)],
    ),
)
