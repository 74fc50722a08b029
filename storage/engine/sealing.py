"""Sealing what opens something: links and invite codes are kept so that only the holder of the key reads them.

A sealed text is ``sealed:1:`` and, in URL-safe Base64, AES-SIV (RFC 5297) of it: the same words are the same when they
are sealed, so that repeats are found and messages go out together without anything being opened.
"""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = "sealed:1:"
#: The key of AES-SIV, in bytes: half of it encrypts, half of it authenticates.
_KEY_BYTES = 64
#: A link with a token, an invite code as we write it; whatever else looks like one is sealed without harm.
_SECRET = re.compile(r"/[a-z]+/[A-Za-z0-9_-]{20,}|(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{8}(?![0-9A-Za-z])")


class SealBroken(Exception):
    """It was sealed with another key, or changed since."""


class Seal:
    """One installation's seal. ``key``: ``secret_key`` of the settings."""

    def __init__(self, key: str) -> None:
        derived = HKDF(algorithm=SHA512(), length=_KEY_BYTES, salt=None, info=b"baosong seal 1")
        self._cipher = AESSIV(derived.derive(key.encode("utf-8", "surrogatepass")))

    def sealed(self, text: str) -> str:
        """All of it; nothing stays nothing."""
        if not text:
            return ""
        data = self._cipher.encrypt(text.encode("utf-8", "surrogatepass"), None)
        return PREFIX + urlsafe_b64encode(data).decode("ascii")

    def guarded(self, text: str) -> str:
        """Sealed where it holds a link or a code, else as it is."""
        return self.sealed(text) if opens_something(text) else text

    def opened(self, text: str) -> str:
        """What was sealed; a text that is not sealed comes back as it is. Raises ``SealBroken``."""
        if not is_sealed(text):
            return text
        try:
            data = b64decode(text.removeprefix(PREFIX), altchars=b"-_", validate=True)
            return self._cipher.decrypt(data, None).decode("utf-8", "surrogatepass")
        except (InvalidTag, Base64Error, ValueError) as error:
            raise SealBroken from error


def is_sealed(text: str) -> bool:
    return text.startswith(PREFIX)


def opens_something(text: str) -> bool:
    """It is sealed, or holds a link or a code that was never sealed."""
    return is_sealed(text) or _SECRET.search(text) is not None
