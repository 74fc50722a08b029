"""DingTalk's sealed callbacks, by PyPI ``dingtalk-sdk``: we open theirs, they opened ours, nobody else's are opened."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import PrpCrypto

from channels.contract import Callback, Received
from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from domain.messages import Forged, Malformed, MessageKind, Stale
from tests.channels.samples.dingtalk_messages import signed
from tests.support.fakes import dingtalk_bodies as bodies
from tests.support.fakes.wecom_crypto import CallbackCrypto

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "foreign/dingtalk_sealed.json").read_text("utf-8"))
#: Sealed by npm ``@wecom/crypto``; its sealed text is percent-encoded, which the platform's is not.
OTHERS: dict[str, Any] = json.loads((Path(__file__).parent / "foreign/dingtalk_http.json").read_text("utf-8"))
THEIRS: dict[str, dict[str, Any]] = {one["name"]: one for one in VECTORS["callbacks"]}
KEYS: dict[str, str] = {name: VECTORS[name] for name in ("token", "aes_key")}
AT = datetime.fromtimestamp(1604888882, UTC)
CRYPTO = CallbackCrypto(KEYS["token"], KEYS["aes_key"], bodies.CLIENT_ID)


def channel(**more: Any) -> DingTalkChannel:
    its: dict[str, Any] = {
        "client_id": bodies.CLIENT_ID, "client_secret": bodies.SECRET, "robot_code": bodies.ROBOT, "mode": "http"
    }  # fmt: skip
    return DingTalkChannel(DingTalkSettings(**{**its, **KEYS, **more}))


def posted(name: str, *, signature: str = "msg_signature", timestamp: str = "timestamp", **more: str) -> Callback:
    sealed = THEIRS[name]["envelope"]
    query = {signature: sealed["msg_signature"], timestamp: sealed["timeStamp"], "nonce": sealed["nonce"], **more}
    return Callback(query=query, headers={}, body=json.dumps({"encrypt": sealed["encrypt"]}).encode(), at=AT)


def sealed(document: str, crypto: CallbackCrypto = CRYPTO, at: datetime = AT) -> Callback:
    encrypted, timestamp = crypto.encrypt(document), str(int(at.timestamp() * 1000))
    query = {"msg_signature": crypto.sign(timestamp, "n", encrypted), "timestamp": timestamp, "nonce": "n"}
    return Callback(query=query, headers={}, body=json.dumps({"encrypt": encrypted}).encode(), at=AT)


def answer_of(received: Received) -> str:
    """What the platform reads in the answer."""
    assert received.answer.content_type == "application/json"
    answer = json.loads(received.answer.body)
    assert set(answer) == {"msg_signature", "timeStamp", "nonce", "encrypt"}
    assert answer["msg_signature"] == CRYPTO.sign(answer["timeStamp"], answer["nonce"], answer["encrypt"])
    wechatpys = PrpCrypto(base64.b64decode(KEYS["aes_key"] + "=")).decrypt(answer["encrypt"], bodies.CLIENT_ID)
    assert wechatpys == CRYPTO.decrypt(answer["encrypt"])
    return CRYPTO.decrypt(answer["encrypt"])


@pytest.mark.parametrize("signature", ["msg_signature", "signature"])
@pytest.mark.parametrize("timestamp", ["timestamp", "timeStamp"])
def test_the_consoles_check_is_answered_and_brings_nothing(signature: str, timestamp: str) -> None:
    received = channel().receive(posted("check_url", signature=signature, timestamp=timestamp))
    assert received.messages == ()
    assert answer_of(received) == "success"


def test_they_understood_our_answer() -> None:
    (answer,) = VECTORS["answers"]
    assert answer["understood"] == "success" == CRYPTO.decrypt(answer["encrypt"])


def test_a_message_that_is_sealed_means_what_it_means_unsealed() -> None:
    received = channel().receive(posted("text"))
    plain = json.dumps(THEIRS["text"]["plain"], ensure_ascii=False).encode()
    assert received.messages == channel().receive(replace(signed(plain, AT), at=AT)).messages
    assert [(one.kind, one.text, one.external_id) for one in received.messages] == [
        (MessageKind.TEXT, "状态 👍🏽", "m-sealed")
    ]
    assert answer_of(received) == "success"


@pytest.mark.parametrize(("name", "id_"), [("event", "event:event-1"), ("event without an id", "sha256:")])
def test_an_event_is_kept_under_an_id_of_its_own_and_says_nothing(name: str, id_: str) -> None:
    received = channel().receive(posted(name))
    (message,) = received.messages
    assert (message.kind, message.sender) == (MessageKind.OTHER, "")
    assert message.external_id.startswith(id_)
    assert json.loads(message.raw) == THEIRS[name]["plain"]
    assert channel().receive(posted(name)).messages == received.messages
    assert answer_of(received) == "success"


@pytest.mark.parametrize("document", ["", "[]", "7", "no JSON", "{", "\0"])
def test_what_cannot_be_read_in_a_good_envelope_is_kept(document: str) -> None:
    (message,) = channel().receive(sealed(document)).messages
    assert (message.kind, message.sender) == (MessageKind.OTHER, "")


def test_for_whom_is_sealed_may_be_the_corporation() -> None:
    theirs = CallbackCrypto(KEYS["token"], KEYS["aes_key"], "dingfakecorp")
    check = sealed('{"EventType":"check_url"}', theirs)
    answer = json.loads(channel(owner_key="dingfakecorp").receive(check).answer.body)
    assert theirs.decrypt(answer["encrypt"]) == "success"
    with pytest.raises(Forged):
        channel().receive(check)


def test_what_others_sealed_is_opened() -> None:
    vector = OTHERS["event_callback"]
    envelope = vector["envelope"]
    query = {"signature": envelope["msg_signature"], "timestamp": envelope["timeStamp"], "nonce": envelope["nonce"]}
    callback = Callback(query=query, headers={}, body=json.dumps({"encrypt": envelope["encrypt"]}).encode(), at=AT)
    theirs = channel(client_id=vector["owner_key"], token=vector["token"], aes_key=vector["aes_key"])
    (message,) = theirs.receive(callback).messages
    assert message.raw == vector["understood_by_wecom_crypto"]["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        posted("text", msg_signature="0" * 40),
        posted("text", msg_signature=""),
        posted("text", nonce="another"),
        posted("text", timestamp=""),
        posted("text", timestamp="1" * 16),
        replace(posted("text"), body=posted("event").body),
        replace(posted("text"), query={}),
        sealed("{}", CallbackCrypto("another", KEYS["aes_key"], bodies.CLIENT_ID)),
        sealed("{}", CallbackCrypto(KEYS["token"], KEYS["aes_key"], "another")),
        sealed(json.dumps({**THEIRS["text"]["plain"], "robotCode": "another"})),
    ],
)
def test_what_is_not_theirs_is_forged(wrong: Callback) -> None:
    with pytest.raises(Forged):
        channel().receive(wrong)


@pytest.mark.parametrize("off", [timedelta(hours=2), timedelta(hours=-2)])
def test_what_was_made_at_another_time_is_stale(off: timedelta) -> None:
    with pytest.raises(Stale) as caught:
        channel().receive(sealed("{}", at=AT - off))
    assert caught.value.ahead == pytest.approx(off.total_seconds(), abs=1)


@pytest.mark.parametrize("body", [b'{"encrypt": 7}', b'{"encrypt": ""}', b'{"encrypt": "\xc3\xa9"}', b'{"encrypt": '])
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    with pytest.raises((Malformed, Forged)):
        channel().receive(replace(posted("text"), body=body))


def test_a_sealed_body_beside_settings_without_a_key_is_no_message() -> None:
    with pytest.raises(Malformed):
        channel(token="", aes_key="").receive(posted("text"))


def test_with_a_key_what_is_only_signed_is_still_read() -> None:
    plain = json.dumps(THEIRS["text"]["plain"]).encode()
    assert [one.text for one in channel().receive(replace(signed(plain, AT), at=AT)).messages] == ["状态 👍🏽"]


@given(st.text())
def test_whatever_others_seal_is_opened(words: str) -> None:
    document = json.dumps({**THEIRS["text"]["plain"], "text": {"content": f"报{words}"}})
    encrypted = PrpCrypto(base64.b64decode(KEYS["aes_key"] + "=")).encrypt(document, bodies.CLIENT_ID).decode()
    query = {"msg_signature": CRYPTO.sign("1604888880000", "n", encrypted), "timestamp": "1604888880000", "nonce": "n"}
    callback = Callback(query=query, headers={}, body=json.dumps({"encrypt": encrypted}).encode(), at=AT)
    (message,) = channel().receive(callback).messages
    assert message.text.startswith("报")


@pytest.mark.parametrize(
    "wrong", [{"token": ""}, {"aes_key": ""}, {"aes_key": "short"}, {"aes_key": "é" * 43}, {"aes_key": "-" * 43}]
)
def test_keys_that_cannot_be_right_are_named_and_not_shown(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="aes_key") as caught:
        channel(**wrong)
    assert KEYS["aes_key"] not in str(caught.value)
    its = DingTalkSettings(client_id="d", client_secret="s", token=KEYS["token"], aes_key=KEYS["aes_key"])
    assert KEYS["aes_key"] not in repr(its)
