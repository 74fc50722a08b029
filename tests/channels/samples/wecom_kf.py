"""The wire samples of 微信客服: word that there is something, and what is asked of the API."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.contract import Callback
from channels.wecom_kf.channel import WecomKfChannel
from channels.wecom_kf.settings import WecomKfSettings
from domain.messages import Choice, Forged, Malformed, Outgoing, Problem, Sent
from tests.channels.harness import (
    NOWHERE,
    Answer,
    Asked,
    Calling,
    ChannelCase,
    Failure,
    Fetch,
    Probe,
    Proof,
    Receiving,
    Sample,
    Send,
    over_http,
)
from tests.support.fakes.wecom_crypto import CallbackCrypto
from tests.support.fakes.wecom_kf_platform import CORP_ID, ENCODING_AES_KEY, LINK, OPEN_KFID, SECRET, TOKEN

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
CRYPTO = CallbackCrypto(TOKEN, ENCODING_AES_KEY, CORP_ID)
NONCE = "1372623149"


def settings_at(url: str) -> WecomKfSettings:
    return WecomKfSettings(
        corp_id=CORP_ID,
        secret=SECRET,
        token=TOKEN,
        encoding_aes_key=ENCODING_AES_KEY,
        open_kfid=OPEN_KFID,
        api_base_url=url,
    )


SETTINGS = settings_at("https://qyapi.weixin.qq.com")


def signed(sealed: str, at: datetime = NOW, body: bytes | None = None) -> Callback:
    timestamp = str(int(at.timestamp()))
    query = {"timestamp": timestamp, "nonce": NONCE, "msg_signature": CRYPTO.sign(timestamp, NONCE, sealed)}
    return Callback(query=query, headers={}, body=body if body is not None else _body(sealed), at=NOW)


def _body(sealed: str) -> bytes:
    return f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def seal(wire: str, at: datetime = NOW) -> Callback:
    return signed(CRYPTO.encrypt(wire), at)


def word(hint: str = "ENC1", **more: str) -> str:
    fields = {
        "ToUserName": CORP_ID,
        "MsgType": "event",
        "Event": "kf_msg_or_event",
        "Token": hint,
        "OpenKfId": OPEN_KFID,
    }
    inside = "".join(f"<{name}><![CDATA[{told}]]></{name}>" for name, told in {**fields, **more}.items() if told)
    return f"<xml>{inside}</xml>"


def _sized(length: int) -> Callback:
    sealed = seal(word())
    return replace(sealed, body=sealed.body.ljust(length))


def _echo(**changes: str) -> Callback:
    sealed = CRYPTO.encrypt("4604562738291045678")
    return replace(signed(sealed), query={**signed(sealed).query, "echostr": sealed, **changes}, body=b"")


RECEIVING = Receiving(
    now=NOW,
    channel=WecomKfChannel(SETTINGS),
    seal=seal,
    samples={
        "there is something": Sample(wire=word(), means=(), hint="ENC1"),
        "without a word to pull with": Sample(wire=word(hint=""), means=()),
    },
    unheard=word(Event="hologram"),
    malformed={
        name: signed("x", body=body)
        for name, body in {
            "nothing": b"",
            "JSON": b"{}",
            "no element": b"<xml></xml>",
            "very long": b"<xml>" + b"A" * 300_000 + b"</xml>",
            "a type of document": b"<!DOCTYPE x><xml><Encrypt>x</Encrypt></xml>",
        }.items()
    },
    forged={
        "another corporation's": signed(CallbackCrypto(TOKEN, ENCODING_AES_KEY, "wwanother").encrypt(word())),
        "to another corporation": seal(word(ToUserName="wwanother")),
        "another account's": seal(word(OpenKfId="wkanother")),
    },
    proof=Proof(
        parameters=("msg_signature", "timestamp", "nonce"),
        signature="msg_signature",
        window=timedelta(seconds=300),
        sized=_sized,
        max_body=262_144,
    ),
    echo=(_echo(), "4604562738291045678"),
    wrong_echoes={
        "no echo": (_echo(echostr=""), Malformed),
        "another echo": (_echo(echostr="AAAA"), Forged),
        "bad signature": (_echo(msg_signature="0" * 40), Forged),
        "stale": (_echo(timestamp="1"), Forged),
    },
)

GETTOKEN = Asked(line=f"GET /cgi-bin/gettoken?corpid={CORP_ID}&corpsecret={SECRET}")
TOKEN_GIVEN = Answer(json={"errcode": 0, "errmsg": "ok", "access_token": "token-1", "expires_in": 7200})
#: errcode → problem, permanent, wait in seconds.
ERRCODES: dict[int, tuple[Problem, bool, tuple[float, float] | None]] = {
    -1: (Problem.BUSY, False, (2, 2)),
    40001: (Problem.CREDENTIALS, False, (3600, 3600)),
    45009: (Problem.THROTTLED, False, (60, 60)),
    60020: (Problem.CONFIGURATION, False, (60, 60)),
    95000: (Problem.CONFIGURATION, False, (60, 60)),
    95001: (Problem.RECEIVER, True, None),
    95017: (Problem.CONFIGURATION, False, (60, 60)),
    99999: (Problem.UNCLEAR, False, (60, 60)),
}


def text(words: str, *receivers: str, **more: Any) -> Outgoing:
    return Outgoing(channel="wecom-kf", receivers=receivers or ("wm1",), text=words, key="k1", **more)


NUMBER = hashlib.sha256(b"wecom-kf:k1:('wm1',)").hexdigest()[:32]


def asked_to_send(kind: str = "text", content: Any = None) -> Asked:
    body = {
        "touser": "wm1",
        "open_kfid": OPEN_KFID,
        "msgid": NUMBER,
        "msgtype": kind,
        kind: content or {"content": "你好"},
    }
    return Asked(line="POST /cgi-bin/kf/send_msg?access_token=token-1", body=body)


def refusal(errcode: int, words: str = "refused") -> Answer:
    return Answer(json={"errcode": errcode, "errmsg": words})


def ends(errcode: int) -> Failure:
    code, permanent, wait = ERRCODES[errcode]
    return Failure(code=code, permanent=permanent, wait=wait, says=str(errcode))


def _sends() -> Iterator[tuple[str, Send]]:
    sent, once = Answer(json={"errcode": 0, "errmsg": "ok", "msgid": NUMBER}), (GETTOKEN, asked_to_send())
    kept = Sent(message_id=NUMBER)
    yield "text", Send(outgoing=text("你好"), answers=[TOKEN_GIVEN, sent], asked=once, ends=kept)
    menu = {
        "head_content": "要催报吗？",
        "list": [
            {"type": "click", "click": {"id": "确认", "content": "确认"}},
            {"type": "click", "click": {"id": "2", "content": "不要"}},
        ],
    }
    choices = (Choice(label="确认", says="确认"), Choice(label="不要", says="2"))
    yield (
        "choices",
        Send(
            outgoing=text("要催报吗？", choices=choices),
            answers=[TOKEN_GIVEN, sent],
            asked=(GETTOKEN, asked_to_send("msgmenu", menu)),
            ends=kept,
        ),
    )
    taken = Asked(
        line="POST /cgi-bin/kf/service_state/trans?access_token=token-1",
        body={"open_kfid": OPEN_KFID, "external_userid": "wm1", "service_state": 1},
    )
    for errcode in (95013, 95018):
        yield (
            f"{errcode}, and the conversation is given back",
            Send(
                outgoing=text("你好"),
                answers=[TOKEN_GIVEN, refusal(errcode), refusal(0), sent],
                asked=(*once, taken, asked_to_send()),
                ends=kept,
            ),
        )
        gone = Failure(code=Problem.RECEIVER, permanent=True, says="95018")
        yield (
            f"{errcode}, and it is not",
            Send(
                outgoing=text("你好"),
                answers=[TOKEN_GIVEN, refusal(errcode), refusal(95018)],
                asked=(*once, taken),
                ends=gone,
            ),
        )
    yield from _welcomes(sent)
    for errcode in ERRCODES:
        answers = [TOKEN_GIVEN, refusal(errcode)]
        yield f"errcode {errcode}", Send(outgoing=text("你好"), answers=answers, asked=once, ends=ends(errcode))


def _welcomes(sent: Answer) -> Iterator[tuple[str, Send]]:
    body = {"code": "WELCOME1", "msgid": NUMBER, "msgtype": "text", "text": {"content": "你好"}}
    asked = Asked(line="POST /cgi-bin/kf/send_msg_on_event?access_token=token-1", body=body)
    answering = text("你好", reply="w:WELCOME1")
    noted = Sent(message_id=NUMBER)
    yield "a welcome", Send(outgoing=answering, answers=[TOKEN_GIVEN, sent], asked=(GETTOKEN, asked), ends=noted)
    yield (
        "a welcome that comes too late",
        Send(
            outgoing=answering,
            answers=[TOKEN_GIVEN, refusal(95016), sent],
            asked=(GETTOKEN, asked, asked_to_send()),
            ends=noted,
        ),
    )


def _fetches() -> Iterator[tuple[str, Fetch]]:
    asked = (GETTOKEN, Asked(line="GET /cgi-bin/media/get?access_token=token-1&media_id=m1"))
    file = Answer(body=b"word", headers={"Content-Disposition": 'attachment; filename="a.docx"'})
    yield "file", Fetch(media="m1", answers=[TOKEN_GIVEN, file], asked=asked, ends=(b"word", "a.docx"))
    gone = Failure(code=Problem.MEDIA_GONE, permanent=True)
    yield "gone", Fetch(media="m1", answers=[TOKEN_GIVEN, refusal(40007)], asked=asked, ends=gone)


def _probes() -> Iterator[tuple[str, Probe]]:
    asked = (
        GETTOKEN,
        Asked(
            line="POST /cgi-bin/kf/add_contact_way?access_token=token-1",
            body={"open_kfid": OPEN_KFID, "scene": "invite"},
        ),
    )
    yield "good", Probe(answers=[TOKEN_GIVEN, Answer(json={"errcode": 0, "url": LINK})], asked=asked)
    yield "wrong secret", Probe(answers=[refusal(40001)], asked=asked[:1], ends=ends(40001))
    for errcode in (95000, 95017):
        yield f"errcode {errcode}", Probe(answers=[TOKEN_GIVEN, refusal(errcode)], asked=asked, ends=ends(errcode))


CALLING = Calling(
    platform=over_http(lambda url: WecomKfChannel(settings_at(url))),
    unreachable=lambda: WecomKfChannel(settings_at(NOWHERE)),
    sends=dict(_sends()),
    fetches=dict(_fetches()),
    probes=dict(_probes()),
    secrets=(SECRET, TOKEN, ENCODING_AES_KEY, "token-1"),
    settings=SETTINGS,
    repeating=lambda words: [TOKEN_GIVEN, refusal(45009, words)],
)

CASE = ChannelCase(kind="wecom-kf", receiving=RECEIVING, calling=CALLING)
