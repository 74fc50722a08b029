"""How Tencent's platforms sign a callback: SHA-1 over the sorted token, time, nonce and cipher text, in the query.

The same for every platform that posts sealed bodies; what is inside, and for whom it was sealed, differs.
Source: docs/platform.md, Callback.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from channels.contract import Callback
from channels.platform_time import PlatformTime
from domain.messages import Forged, Stale


class Proof:
    """Whether a callback is the platform's, and fresh. ``max_age``: seconds, either way."""

    def __init__(self, token: str, *, max_age: float, platform_time: PlatformTime) -> None:
        self._token = token.encode()
        self._max_age = max_age
        self._platform_time = platform_time

    def check(self, callback: Callback, encrypted: str, *, parameter: str = "msg_signature") -> None:
        """Raises ``Forged``, or ``Stale`` when it was made at another time than now.

        ``parameter``: where the signature stands. What is only signed has nothing ``encrypted``.
        """
        timestamp = callback.query.get("timestamp", "")
        # The length keeps the number inside a float; isdecimal alone would let other scripts' digits in.
        if not (0 < len(timestamp) <= 15 and timestamp.isascii() and timestamp.isdecimal()):
            raise Forged("no timestamp")
        expected = self.signature(timestamp, callback.query.get("nonce", ""), encrypted).encode()
        given = callback.query.get(parameter, "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(expected, given):
            raise Forged("wrong signature")
        # Only what is signed tells a time worth comparing with ours.
        # Of thirteen digits they are milliseconds: DingTalk writes both.
        made = int(timestamp) if len(timestamp) < 13 else int(timestamp) / 1000
        ahead = callback.at.timestamp() - made
        self._platform_time.heard(callback.at - timedelta(seconds=ahead), here=callback.at)
        if abs(ahead) > self._max_age:
            raise Stale(ahead)

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Hexadecimal, as the platform writes it and wants it written."""
        parts = (part.encode("utf-8", "surrogatepass") for part in (timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(sorted([self._token, *parts]))).hexdigest()
