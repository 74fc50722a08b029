"""How Feishu seals and signs what it posts: AES-256 in CBC mode, a hash over time, nonce, key and the raw body.

Source: docs/platform.md, Feishu.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from channels.contract import Callback
from channels.feishu.settings import FeishuSettings
from channels.platform_time import PlatformTime
from domain.messages import Forged, Malformed, Stale

_BLOCK = 16


class Envelope:
    """Opens callbacks."""

    def __init__(self, settings: FeishuSettings, platform_time: PlatformTime) -> None:
        self._settings = settings
        self._platform_time = platform_time
        self._key = hashlib.sha256(settings.encrypt_key.encode()).digest()

    def open(self, callback: Callback) -> bytes:
        """The document inside, which is the platform's and fresh. Raises ``Forged`` or ``Malformed``.

        The console's check of the address is not signed: that it holds our token is proof enough.
        """
        if len(callback.body) > self._settings.max_callback_bytes:
            raise Malformed("body too long")
        try:
            self._check(callback)
        except Stale:
            raise
        except Forged:
            document = self._unsealed(callback.body, unproven=True)
            fields = object_of(document)
            if fields.get("type") != "url_verification" or not self._known(fields.get("token")):
                raise
            return document
        document = self._unsealed(callback.body)
        if not self._known(_token(object_of(document))):
            raise Forged("another token")
        return document

    def _check(self, callback: Callback) -> None:
        headers = {name.lower(): value for name, value in callback.headers.items()}
        timestamp, nonce = headers.get("x-lark-request-timestamp", ""), headers.get("x-lark-request-nonce", "")
        if not (0 < len(timestamp) <= 12 and timestamp.isascii() and timestamp.isdecimal()):
            raise Forged("no timestamp")
        expected = signature(timestamp, nonce, self._settings.encrypt_key, callback.body).encode()
        given = headers.get("x-lark-signature", "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(expected, given):
            raise Forged("wrong signature")
        ahead = callback.at.timestamp() - int(timestamp)
        self._platform_time.heard(callback.at - timedelta(seconds=ahead), here=callback.at)
        if abs(ahead) > self._settings.max_callback_age:
            raise Stale(ahead)

    def _unsealed(self, body: bytes, *, unproven: bool = False) -> bytes:
        problem: type[Forged | Malformed] = Forged if unproven else Malformed
        sealed = object_of(body).get("encrypt")
        if not isinstance(sealed, str):
            raise problem("not sealed")
        try:
            return opened(self._key, sealed)
        except ValueError as error:
            raise problem("cannot be opened") from error

    def _known(self, token: object) -> bool:
        expected = self._settings.verification_token.encode()
        return isinstance(token, str) and hmac.compare_digest(expected, token.encode("utf-8", "surrogatepass"))


def signature(timestamp: str, nonce: str, key: str, body: bytes) -> str:
    """Hexadecimal."""
    before = (timestamp + nonce + key).encode("utf-8", "surrogatepass")
    return hashlib.sha256(before + body).hexdigest()


def opened(key: bytes, sealed: str) -> bytes:
    """Raises ``ValueError``."""
    try:
        data = base64.b64decode(sealed.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64") from error
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
        raise ValueError("not whole blocks")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(data[:_BLOCK])).decryptor()
    unpadder = padding.PKCS7(8 * _BLOCK).unpadder()
    return unpadder.update(decryptor.update(data[_BLOCK:]) + decryptor.finalize()) + unpadder.finalize()


def object_of(document: bytes) -> Mapping[str, Any]:
    """Empty when it is no JSON object."""
    try:
        fields = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _token(fields: Mapping[str, Any]) -> object:
    header = fields.get("header")
    return header.get("token") if isinstance(header, dict) else fields.get("token")
