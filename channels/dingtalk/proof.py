"""How DingTalk signs what it posts over HTTP: a hash of the time and the app's secret, in the headers.

It proves nothing of the body and can be played again within its hour: what comes so must be sent over HTTPS, is stored
once by its id, and no address in it is called that is not the platform's. Source: docs/platform.md, DingTalk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

from channels.contract import Callback
from channels.platform_time import PlatformTime
from domain.messages import Forged, Stale


def check(callback: Callback, secret: str, *, max_age: float, platform_time: PlatformTime) -> None:
    """Raises ``Forged``, or ``Stale`` when it was made at another time than now. ``max_age``: seconds, either way."""
    timestamp = callback.headers.get("timestamp", "")
    if not (0 < len(timestamp) <= 15 and timestamp.isascii() and timestamp.isdecimal()):
        raise Forged("no timestamp")
    given = callback.headers.get("sign", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(signature(secret, timestamp).encode(), given):
        raise Forged("wrong signature")
    ahead = callback.at.timestamp() - int(timestamp) / 1000
    platform_time.heard(callback.at - timedelta(seconds=ahead), here=callback.at)
    if abs(ahead) > max_age:
        raise Stale(ahead)


def signature(secret: str, timestamp: str) -> str:
    """``timestamp``: milliseconds, as they are written."""
    made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
