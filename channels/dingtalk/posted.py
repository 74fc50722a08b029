"""What DingTalk posts over HTTP: messages that are signed, and messages and events that are sealed.

What is sealed is answered by a sealed ``success``; so the console sees that an address of events is ours.
docs/platform.md, DingTalk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from channels.contract import Callback, CallbackAnswer, Received
from channels.dingtalk import proof
from channels.dingtalk.message import robot_of, understand
from channels.dingtalk.settings import DingTalkSettings
from channels.json_fields import json_object, text_of
from channels.platform_time import PlatformTime
from channels.sealed_json import Envelope
from domain.messages import Forged, Incoming, Malformed, MessageKind, as_text

#: What the console asks when an address of events is saved.
CHECK = "check_url"
#: Each name of a part of the proof, the newer first.
_PARTS: Mapping[str, tuple[str, ...]] = {
    "msg_signature": ("msg_signature", "signature"),
    "timestamp": ("timestamp", "timeStamp"),
    "nonce": ("nonce",),
}
_MAX_ID = 128


class Posted:
    """Reads callbacks. ``name``: the channel's."""

    def __init__(self, settings: DingTalkSettings, platform_time: PlatformTime, *, name: str) -> None:
        self._settings = settings
        self._platform_time = platform_time
        self._name = name
        self._envelope = _envelope_of(settings, platform_time) if settings.aes_key else None

    def receive(self, callback: Callback) -> Received:
        """Raises ``Forged``, or ``Malformed`` when it cannot be read."""
        if len(callback.body) > self._settings.max_callback_bytes:
            raise Malformed("body too long")
        if "encrypt" in json_object(callback.body):
            return self._sealed(callback)
        proof.check(
            callback,
            self._settings.client_secret,
            max_age=self._settings.max_callback_age,
            platform_time=self._platform_time,
        )
        return Received(messages=self._said(callback.body, callback))

    def _sealed(self, callback: Callback) -> Received:
        if self._envelope is None:
            raise Malformed("sealed, and the settings have no aes_key")
        given = callback.query
        query = {name: next(filter(None, map(given.get, names)), "") for name, names in _PARTS.items()}
        document = self._envelope.open(replace(callback, query=query))
        # Milliseconds, as the platform writes them.
        timestamp = str(int(callback.at.timestamp() * 1000))
        sealed = self._envelope.seal(b"success", timestamp=timestamp, nonce=query["nonce"])
        answer = {
            "msg_signature": sealed.signature,
            "timeStamp": timestamp,
            "nonce": query["nonce"],
            "encrypt": sealed.encrypt,
        }
        return Received(
            messages=self._meant(document, callback),
            answer=CallbackAnswer(body=json.dumps(answer).encode(), content_type="application/json"),
        )

    def _meant(self, document: bytes, callback: Callback) -> tuple[Incoming, ...]:
        fields = json_object(as_text(document))
        if fields and "EventType" not in fields:
            return self._said(document, callback)
        if text_of(fields, "EventType") == CHECK:
            return ()
        told = next(filter(None, (text_of(fields, name).strip() for name in ("eventId", "EventId"))), "")
        return (
            Incoming(
                channel=self._name,
                external_id=f"event:{told}" if 0 < len(told) <= _MAX_ID else _hash_of(document),
                sender="",
                kind=MessageKind.OTHER,
                sent_at=callback.at,
                raw=as_text(document),
            ),
        )

    def _said(self, document: bytes, callback: Callback) -> tuple[Incoming, ...]:
        if robot_of(document) not in ("", self._settings.robot):
            raise Forged("for another robot")
        return understand(document, self._settings, self._name, callback.at)


def _envelope_of(settings: DingTalkSettings, platform_time: PlatformTime) -> Envelope:
    return Envelope(
        token=settings.token,
        key=settings.aes_key,
        receiver=settings.owner_key or settings.client_id,
        max_age=settings.max_callback_age,
        max_bytes=settings.max_callback_bytes,
        platform_time=platform_time,
    )


def _hash_of(document: bytes) -> str:
    return f"sha256:{hashlib.sha256(document).hexdigest()}"
