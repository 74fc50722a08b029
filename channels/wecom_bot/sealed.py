"""The envelope of a bot's webhook: signed like an app's, JSON inside and out, sealed for nobody in particular.

AES-256-CBC with the decoded EncodingAESKey and its first 16 bytes; inside 16 random bytes, the message's length in 4
bytes, the message, and nothing behind it; padded to blocks of 32. Source: docs/platform.md, 智能机器人.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import struct
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from channels.contract import Callback
from channels.platform_time import PlatformTime
from channels.proof import Proof
from channels.wecom_bot.settings import WecomBotSettings
from domain.messages import Forged, Malformed

BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4


class Envelope:
    """Opens what the platform posts, seals what is answered. ``random``: where the 16 bytes come from."""

    def __init__(
        self,
        settings: WecomBotSettings,
        platform_time: PlatformTime,
        *,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._max_bytes = settings.max_callback_bytes
        self._proof = Proof(settings.token, max_age=settings.max_callback_age, platform_time=platform_time)
        self._cipher = cipher_of(settings.encoding_aes_key)
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

    def seal(self, answer: Mapping[str, Any], *, timestamp: int, nonce: str) -> bytes:
        """The body of an answer. The platform wants ``timestamp``, Unix seconds, as a number."""
        message = json.dumps(answer, ensure_ascii=False).encode()
        plain = self._random(_RANDOM) + struct.pack(">I", len(message)) + message
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        sealed = base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()
        body = {
            "encrypt": sealed,
            "msgsignature": self._proof.signature(str(timestamp), nonce, sealed),
            "timestamp": timestamp,
            "nonce": nonce,
        }
        return json.dumps(body).encode()

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
        if len(content) > _HEAD + length:
            raise Forged("sealed for somebody else")
        return content[_HEAD:]


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
