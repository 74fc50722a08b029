"""What travels on DingTalk's Stream: JSON texts with a type and a topic, each answered under its own id.

Source: docs/platform.md, DingTalk; the platform's own client was recorded in tests/channels/foreign.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.messages import Malformed

ROBOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"
PING, DISCONNECT = "ping", "disconnect"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """``data`` is a text of its own, mostly JSON."""

    type: str
    topic: str
    message_id: str
    data: str

    @property
    def system(self) -> bool:
        return self.type == "SYSTEM"


def read(text: str) -> Frame:
    """Raises ``Malformed`` when it is no frame."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    headers = fields.get("headers") if isinstance(fields, dict) else None
    if not isinstance(headers, dict):
        raise Malformed("no frame")
    return Frame(
        type=_text(fields.get("type")),
        topic=_text(headers.get("topic")),
        message_id=_text(headers.get("messageId")),
        data=_text(fields.get("data")),
    )


def answer(frame: Frame, data: str) -> str:
    """The acknowledgement of a frame."""
    headers = {"contentType": "application/json", "messageId": frame.message_id}
    return json.dumps({"code": 200, "headers": headers, "message": "OK", "data": data}, ensure_ascii=False)


def taken(frame: Frame, card: Mapping[str, Any] | None = None) -> str:
    """What the platform wants to hear of a frame that is stored; ``card``: how a pressed card is shown from now on."""
    if frame.type == "EVENT":
        return answer(frame, json.dumps({"status": "SUCCESS"}))
    return answer(frame, json.dumps({"response": card}, ensure_ascii=False))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
