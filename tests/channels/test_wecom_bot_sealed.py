"""A bot's webhooks and files, sealed by ``@wecom/crypto`` and the platform's own client: we open theirs, they ours.

What they sealed was recorded; that they open what we seal is shown by wechatpy here, by the npm package where it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import PrpCrypto

from channels.contract import Callback
from channels.platform_time import PlatformTime
from channels.sealed_json import Envelope
from channels.wecom_bot.media import Media, Opening
from channels.wecom_bot.settings import WecomBotSettings
from channels.wecom_bot.webhook import envelope_of, sealed_answer
from domain.messages import CallbackError, Forged, Malformed, Stale
from tests.support.fakes.wecom_crypto import CallbackCrypto

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "foreign/wecom_bot_webhook.json").read_text("utf-8"))
AT = datetime.fromtimestamp(int(VECTORS["timestamp"]) + 2, UTC)
KEYS = {name: VECTORS[name] for name in ("token", "encoding_aes_key")}
SETTINGS = WecomBotSettings(bot_id="aib-fake-1", **KEYS)
THEIRS = CallbackCrypto(KEYS["token"], KEYS["encoding_aes_key"], "")


def envelope() -> Envelope:
    return envelope_of(SETTINGS, PlatformTime())


def by_name(vectors: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def callback(body: str | bytes, signature: str, **more: str) -> Callback:
    query = {"timestamp": VECTORS["timestamp"], "nonce": VECTORS["nonce"], "msg_signature": signature, **more}
    return Callback(query=query, headers={}, body=body.encode() if isinstance(body, str) else body, at=AT)


def signed(encrypted: str) -> Callback:
    signature = THEIRS.sign(VECTORS["timestamp"], VECTORS["nonce"], encrypted)
    return callback(json.dumps({"encrypt": encrypted}), signature)


@pytest.mark.parametrize("vector", by_name(VECTORS["callbacks"]))
def test_a_webhook_they_sealed_is_opened(vector: dict[str, Any]) -> None:
    assert json.loads(envelope().open(callback(vector["body"], vector["msg_signature"]))) == vector["plain"]


def test_their_address_check_is_answered() -> None:
    check = VECTORS["url_check"]
    assert envelope().echo(callback(b"", check["msg_signature"], echostr=check["echostr"])) == check["answer"]


@pytest.mark.parametrize("vector", by_name(VECTORS["replies"]))
def test_a_reply_we_seal_is_sealed_and_signed_as_they_do_it(vector: dict[str, Any]) -> None:
    reply = json.loads(sealed_answer(envelope(), vector["plain"], int(VECTORS["timestamp"]), VECTORS["nonce"]))
    theirs = json.loads(vector["body"])
    assert {name: type(value) for name, value in reply.items()} == {name: type(it) for name, it in theirs.items()}
    assert reply["msgsignature"] == THEIRS.sign(VECTORS["timestamp"], VECTORS["nonce"], reply["encrypt"])
    assert json.loads(opened_by_wechatpy(reply["encrypt"])) == json.loads(opened_by_wechatpy(theirs["encrypt"]))
    assert json.loads(THEIRS.decrypt(reply["encrypt"])) == vector["plain"]


def opened_by_wechatpy(sealed: str) -> bytes:
    opened: bytes = PrpCrypto(base64.b64decode(KEYS["encoding_aes_key"] + "=")).decrypt(sealed, "")
    return opened


@given(st.dictionaries(st.text(max_size=9), st.text()))
def test_whatever_we_seal_others_open(answer: dict[str, str]) -> None:
    reply = json.loads(sealed_answer(envelope(), answer, 1, "n"))
    assert json.loads(THEIRS.decrypt(reply["encrypt"])) == json.loads(json.dumps(answer))


def test_what_was_sealed_for_a_corporation_is_forged() -> None:
    other = CallbackCrypto(KEYS["token"], KEYS["encoding_aes_key"], "ww1")
    with pytest.raises(Forged):
        envelope().open(signed(other.encrypt("{}")))


@pytest.mark.parametrize(
    "encrypted",
    [
        "",
        "no base64!",
        base64.b64encode(b"x" * 15).decode(),
        THEIRS.encrypt_blocks(b"\0" * 32),
        THEIRS.encrypt_blocks(b"\x21" * 64),
        THEIRS.encrypt_blocks(b"\x10" * 16),
        THEIRS.encrypt_plain(b"r" * 16 + (999).to_bytes(4, "big") + b"{}"),
        "é",
    ],
)
def test_what_is_signed_and_cannot_be_opened_is_malformed(encrypted: str) -> None:
    with pytest.raises(Malformed):
        envelope().open(signed(encrypted))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"encrypt": 7}', b'{"encrypt": "', b"\xff" * 9, b"[" * 100_000])
def test_what_is_no_envelope_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        envelope().open(callback(body, "0" * 40))


def test_a_wrong_signature_and_another_time_are_forged() -> None:
    vector = VECTORS["callbacks"][0]
    with pytest.raises(Forged):
        envelope().open(callback(vector["body"], "0" * 40))
    good = callback(vector["body"], vector["msg_signature"])
    late = Callback(query=good.query, headers={}, body=good.body, at=AT + timedelta(seconds=400))
    with pytest.raises(Stale):
        envelope().open(late)


@given(st.binary(max_size=200))
def test_noise_is_refused(body: bytes) -> None:
    with pytest.raises(CallbackError):
        envelope().open(callback(body, "0" * 40))


# Files


def opened(key: str, sealed: bytes, size: int) -> bytes:
    opening = Opening(key)
    pieces = [opening.more(sealed[start : start + size]) for start in range(0, len(sealed), size)]
    return b"".join(pieces) + opening.end()


@pytest.mark.parametrize("size", [1, 7, 16, 32, 10_000])
@pytest.mark.parametrize("vector", by_name(VECTORS["media"]))
def test_a_file_they_sealed_is_opened_in_whatever_pieces_it_comes(vector: dict[str, str], size: int) -> None:
    sealed, plain = (base64.b64decode(vector[name]) for name in ("sealed_base64", "plain_base64"))
    assert opened(vector["aeskey"], sealed, size) == plain


@pytest.mark.parametrize(
    "damage", [lambda it: it[:-1], lambda it: it[:-32], lambda it: b"", lambda it: it[:-16] + it[:16]]
)
def test_a_file_that_is_not_whole_is_not_believed(damage: Callable[[bytes], bytes]) -> None:
    vector = VECTORS["media"][0]
    with pytest.raises(ValueError):
        opened(vector["aeskey"], damage(base64.b64decode(vector["sealed_base64"])), 64)


@pytest.mark.parametrize("key", ["", "x", "short", base64.b64encode(b"k" * 16).decode(), "ß" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        Opening(key)


def test_a_key_may_lack_its_end() -> None:
    key = base64.b64encode(hashlib.sha256(b"key").digest()).decode()
    assert Opening(key).more(b"x" * 64) == Opening(key.rstrip("=")).more(b"x" * 64)


def test_a_files_handle_keeps_address_and_key() -> None:
    media = Media(url="https://media.example.invalid/1?sign=a%2Bb@c", key="YWJj+/0=")
    assert Media.of(media.handle()) == media
    for wrong in ("", "https://x", "@ftp://x", "@"):
        with pytest.raises(ValueError):
            Media.of(wrong)
