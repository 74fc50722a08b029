"""What is asked of DingTalk's API and what it answers, code by code, gateway by gateway."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from domain.messages import Choice, Outgoing, Problem, Sent, Unreachable
from tests.channels.harness import NOWHERE, PLATFORM, Answer, Asked, Calling, Failure, Fetch, Probe, Send, over_http
from tests.support.fakes.dingtalk_bodies import CLIENT_ID, ROBOT, SECRET


def settings_at(url: str) -> DingTalkSettings:
    return DingTalkSettings(
        client_id=CLIENT_ID,
        client_secret=SECRET,
        robot_code=ROBOT,
        card_template="template-1",
        api_base_url=url,
        old_api_base_url=url,
    )


TOKEN = Asked(line="POST /v1.0/oauth2/accessToken", body={"appKey": CLIENT_ID, "appSecret": SECRET})
TOKEN_GIVEN = Answer(json={"accessToken": "token-1", "expireIn": 7200})
_SESSION = "/robot/sendBySession?session=FAKE"


def text(words: str, *receivers: str, **more: Any) -> Outgoing:
    return Outgoing(channel="dingtalk", receivers=receivers or ("0123",), text=words, key="k1", **more)


def asked_to_send(words: str = "你好", *accounts: str) -> Asked:
    body = {
        "robotCode": ROBOT,
        "msgKey": "sampleText",
        "msgParam": json.dumps({"content": words}, ensure_ascii=False),
        "userIds": list(accounts or ("0123",)),
    }
    return Asked(line="POST /v1.0/robot/oToMessages/batchSend", body=body)


def sent(**lists: list[str]) -> Answer:
    empty: dict[str, list[str]] = {
        name: [] for name in ("invalidStaffIdList", "flowControlledStaffIdList", "filteredStaffIdList")
    }
    return Answer(json={"processQueryKey": "key-1", **empty, **lists})


def refusal(status: int, code: str, words: str = "refused") -> Answer:
    return Answer(status=status, json={"code": code, "message": words, "requestid": "r-1"})


#: Code → status, problem, permanent, wait in seconds; docs/platform.md once more, independently.
CODES: dict[str, tuple[int, Problem, bool, tuple[float, float] | None]] = {
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": (403, Problem.BUSY, False, (1, 5)),
    "Forbidden.AccessDenied.QpsLimitForApi": (403, Problem.BUSY, False, (1, 5)),
    "Forbidden.AccessDenied.ApiCountLimitForOrg": (403, Problem.QUOTA, False, None),
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": (403, Problem.CONFIGURATION, False, (60, 60)),
    "invalidParameter.userIds": (400, Problem.REFUSED, True, None),
    "resource.not.found": (400, Problem.REFUSED, True, None),
    "unheard.of": (400, Problem.UNCLEAR, False, (60, 60)),
}
#: What stands between us and the platform answers so; whether somebody has seen the message nobody knows.
NO_ANSWER: dict[str, tuple[Answer, Problem, float]] = {
    "502": (Answer(status=502, body=b"Bad gateway"), Problem.UNCERTAIN, 5),
    "429": (Answer(status=429, body=b""), Problem.THROTTLED, 60),
    "a page": (Answer(body=b"<html>banned</html>", headers={"Content-Type": "text/html"}), Problem.THROTTLED, 300),
    "no JSON": (Answer(body=b"hello"), Problem.UNCERTAIN, 5),
    "a list": (Answer(body=b"[1]"), Problem.UNCERTAIN, 5),
}


def ends(code: str) -> Failure:
    _, problem, permanent, wait = CODES[code]
    return Failure(code=problem, permanent=permanent, wait=wait, says=code)


def _sends() -> Iterator[tuple[str, Send]]:
    once, key = (TOKEN, asked_to_send()), Sent(message_id="key-1")
    yield "text", Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, sent()], asked=once, ends=key)
    longest = "交" * 682 + "ab"
    yield (
        "text of 2048 bytes",
        Send(outgoing=text(longest), answers=[TOKEN_GIVEN, sent()], asked=(TOKEN, asked_to_send(longest)), ends=key),
    )
    some = sent(invalidStaffIdList=["gone"], flowControlledStaffIdList=["busy"], filteredStaffIdList=["unwilling"])
    rejected = {"gone": Unreachable.UNKNOWN, "unwilling": Unreachable.REFUSED}
    people = ("0123", "gone", "busy", "unwilling")
    yield (
        "text to people some of whom are not reached",
        Send(
            outgoing=text("你好", *people),
            answers=[TOKEN_GIVEN, some],
            asked=(TOKEN, asked_to_send("你好", *people)),
            ends=Sent(message_id="key-1", rejected=rejected, deferred={"busy": 60.0}),
        ),
    )
    said = {name: asked_to_send().body[name] for name in ("robotCode", "msgKey", "msgParam")}
    group = Asked(line="POST /v1.0/robot/groupMessages/send", body={**said, "openConversationId": "cidGroup=="})
    answer = Answer(json={"processQueryKey": "key-1"})
    yield (
        "text to a group",
        Send(
            outgoing=text("你好", "cidGroup==", to_group=True),
            answers=[TOKEN_GIVEN, answer],
            asked=(TOKEN, group),
            ends=key,
        ),
    )
    yield from _cards()
    stale = refusal(401, "InvalidAuthentication")
    yield (
        "with a token that is good no more",
        Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, stale, TOKEN_GIVEN, sent()], asked=once * 2, ends=key),
    )
    for code, (status, *_) in CODES.items():
        answers = [TOKEN_GIVEN, refusal(status, code)]
        yield code, Send(outgoing=text("你好"), answers=answers, asked=once, ends=ends(code))
    for name, (broken, problem, wait) in NO_ANSWER.items():
        failure = Failure(code=problem, wait=(wait, wait))
        yield (
            f"{name} for a message",
            Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, broken], asked=once, ends=failure),
        )
        # Without a token nothing was said.
        before = Failure(code=Problem.BUSY if problem is Problem.UNCERTAIN else problem, wait=(wait, wait))
        yield f"{name} for a token", Send(outgoing=text("你好"), answers=[broken], asked=once[:1], ends=before)


def _cards() -> Iterator[tuple[str, Send]]:
    choices = (Choice(label="确认", says="确认"), Choice(label="不要", says="2"))
    offering = text("要催报吗？", choices=choices)
    filled = {f"{name}{number}": "" for number in range(1, 7) for name in ("choice", "says")}
    filled |= {"text": "要催报吗？", "chosen": "", "choice1": "确认", "says1": "确认|确认", "choice2": "不要"}
    filled["says2"] = "2|不要"
    card = Asked(
        line="POST /v1.0/card/instances/createAndDeliver",
        body={
            "cardTemplateId": "template-1",
            "outTrackId": hashlib.sha256(b"dingtalk:k1:0123").hexdigest()[:40],
            "cardData": {"cardParamMap": filled},
            "callbackType": "STREAM",
            "userIdType": 1,
            "openSpaceId": "dtv1.card//IM_ROBOT.0123",
            "imRobotOpenSpaceModel": {"supportForward": False},
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": ROBOT},
        },
    )
    delivered = Answer(json={"success": True, "result": {}})
    yield "choices", Send(outgoing=offering, answers=[TOKEN_GIVEN, delivered], asked=(TOKEN, card), ends=Sent())
    # Whoever is asked must hear of it: numbers in a text do as well.
    yield (
        "choices by a template that nobody has",
        Send(
            outgoing=offering,
            answers=[TOKEN_GIVEN, refusal(400, "param.templateNotExist"), sent()],
            asked=(TOKEN, card, asked_to_send("要催报吗？")),
            ends=Sent(message_id="key-1"),
        ),
    )


def _fetches() -> Iterator[tuple[str, Fetch]]:
    address = Asked(line="POST /v1.0/robot/messageFiles/download", body={"downloadCode": "dc1", "robotCode": ROBOT})
    given = Answer(json={"downloadUrl": f"{PLATFORM}/files/1?sign=a"})
    file = Asked(line="GET /files/1?sign=a")
    asked = (TOKEN, address, file)
    photo = Answer(body=b"photo", headers={"Content-Disposition": 'attachment; filename="a.jpg"'})
    yield "photo", Fetch(media="dc1", answers=[TOKEN_GIVEN, given, photo], asked=asked, ends=(b"photo", "a.jpg"))
    for status in (403, 404):
        expired = Answer(status=status, body=b"")
        yield (
            f"{status}, then another address",
            Fetch(
                media="dc1",
                answers=[TOKEN_GIVEN, given, expired, given, photo],
                asked=(*asked, address, file),
                ends=(b"photo", "a.jpg"),
            ),
        )
    unknown = refusal(400, "invalidParameter.downloadCode")
    gone = Failure(code=Problem.MEDIA_GONE, permanent=True)
    yield "a code that nobody knows", Fetch(media="dc1", answers=[TOKEN_GIVEN, unknown], asked=asked[:2], ends=gone)
    busy = Failure(code=Problem.BUSY, wait=(5, 60))
    for name, answer in {
        "no address": Answer(json={}),
        "a file here": Answer(json={"downloadUrl": "file:///x"}),
    }.items():
        yield name, Fetch(media="dc1", answers=[TOKEN_GIVEN, answer], asked=asked[:2], ends=busy)
    for name, answer in {
        "502": Answer(status=502, body=b"x"),
        "redirect": Answer(status=302, body=b"", headers={"Location": "/elsewhere"}),
    }.items():
        yield name, Fetch(media="dc1", answers=[TOKEN_GIVEN, given, answer], asked=asked, ends=busy)


def _probes() -> Iterator[tuple[str, Probe]]:
    yield "good", Probe(answers=[TOKEN_GIVEN], asked=(TOKEN,))
    wrong = Failure(code=Problem.CREDENTIALS, wait=(3600, 3600))
    for code in ("invalidClientIdOrSecret", "InvalidAuthentication"):
        yield code, Probe(answers=[refusal(400, code)], asked=(TOKEN,), ends=wrong)
    denied = Failure(code=Problem.CONFIGURATION, wait=(60, 60))
    yield "no access", Probe(answers=[refusal(403, "Forbidden.AccessDenied.Ip")], asked=(TOKEN,), ends=denied)


CALLING = Calling(
    platform=over_http(lambda url: DingTalkChannel(settings_at(url))),
    unreachable=lambda: DingTalkChannel(settings_at(NOWHERE)),
    sends=dict(_sends()),
    fetches=dict(_fetches()),
    probes=dict(_probes()),
    secrets=(SECRET, "token-1"),
    settings=settings_at(NOWHERE),
    repeating=lambda words: [TOKEN_GIVEN, refusal(403, "Forbidden.AccessDenied.QpsLimitForApi", words)],
)
