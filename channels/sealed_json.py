"""JSON that is sealed as WeCom's bots and DingTalk post it: one text in an object, signed in the query.

AES-256-CBC with the decoded key and its first 16 bytes; inside 16 random bytes, the message's length in 4 bytes, the
message, and for whom it is; padded to blocks of 32. Source: docs/platform.md, 智能机器人 and DingTalk.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from channels.contract import Callback
from channels.platform_time import PlatformTime
from channels.proof import Proof
from domain.messages import Forged, Malformed

BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """An answer as it goes into the body, whose other names each platform has of its own."""

    encrypt: str
    signature: str


class Envelope:
    """Opens what the platform posts, seals what is answered.

    ``receiver``: for whom it is sealed; empty: for nobody in particular. ``max_age``: seconds, either way;
    ``max_bytes``: of a body; ``random``: where the 16 bytes come from.
    """

    def __init__(
        self,
        *,
        token: str,
        key: str,
        receiver: str,
        max_age: float,
        max_bytes: int,
        platform_time: PlatformTime,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._max_bytes = max_bytes
        self._receiver = receiver.encode()
        self._proof = Proof(token, max_age=max_age, platform_time=platform_time)
        self._cipher = cipher_of(key)
        self._random = random

    def echo(self, callback: Callback) -> str:
        """The plaintext of ``echostr``, to be answered bare within a second. Raises ``Forged`` or ``Malformed``."""
        sealed = callback.query.get("echostr")
        if not sealed:
            raise Malformed("no echostr")
        self._proof.check(callback, sealed)
        try:
            return self._opened(sealed).decode()
        except UnicodeDecodeError as error:
            raise Malformed("an echostr that is no text") from error

    def open(self, callback: Callback) -> bytes:
        """What was posted. Raises ``Forged`` or ``Malformed``."""
        if len(callback.body) > self._max_bytes:
            raise Malformed("body too long")
        sealed = _encrypted(callback.body)
        self._proof.check(callback, sealed)
        return self._opened(sealed)

    def seal(self, message: bytes, *, timestamp: str, nonce: str) -> Sealed:
        """An answer, signed with the time and number that stand beside it."""
        plain = self._random(_RANDOM) + struct.pack(">I", len(message)) + message + self._receiver
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        sealed = base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()
        return Sealed(encrypt=sealed, signature=self._proof.signature(timestamp, nonce, sealed))

    def _opened(self, sealed: str) -> bytes:
        try:
            decryptor = self._cipher.decryptor()
            plain = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        except (ValueError, binascii.Error) as error:
            raise Malformed("cannot be decrypted") from error
        if not plain or not 1 <= plain[-1] <= BLOCK or len(plain) < _HEAD + plain[-1]:
            raise Malformed("not padded as the platform does")
        content = plain[: -plain[-1]]
        length = int.from_bytes(content[_RANDOM:_HEAD], "big")
        if len(content) < _HEAD + length:
            raise Malformed("shorter than it says")
        message, receiver = content[_HEAD : _HEAD + length], content[_HEAD + length :]
        if receiver != self._receiver:
            raise Forged("sealed for somebody else")
        return message


def cipher_of(key: str) -> Cipher[modes.CBC]:
    """The cipher of a key as the platform writes it, in base64 that may lack its end. Raises ``ValueError``."""
    raw = base64.b64decode(key + "=" * (-len(key) % 4))
    return Cipher(algorithms.AES256(raw), modes.CBC(raw[:16]))


def _encrypted(body: bytes) -> str:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    sealed = fields.get("encrypt") if isinstance(fields, dict) else None
    if not isinstance(sealed, str) or not sealed or not sealed.isascii():
        raise Malformed("nothing sealed in it")
    return sealed
