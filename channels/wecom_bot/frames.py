"""What travels on the long connection: JSON texts, a question with ``cmd``, its answer with the same ``req_id``.

Source: docs/platform.md, 智能机器人; the platform's own client was recorded in tests/channels/foreign.
"""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.messages import Malformed


class Command(StrEnum):
    """What the platform and we ask of each other."""

    SUBSCRIBE = "aibot_subscribe"
    PING = "ping"
    MESSAGE = "aibot_msg_callback"
    EVENT = "aibot_event_callback"
    RESPOND = "aibot_respond_msg"
    WELCOME = "aibot_respond_welcome_msg"
    UPDATE_CARD = "aibot_respond_update_msg"
    SEND = "aibot_send_msg"
    UPLOAD_INIT = "aibot_upload_media_init"
    UPLOAD_CHUNK = "aibot_upload_media_chunk"
    UPLOAD_FINISH = "aibot_upload_media_finish"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One text. ``command`` is empty in an answer; ``text`` is all of it as it came."""

    command: str = ""
    req_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    #: 0: it was taken; None: it is no answer.
    errcode: int | None = None
    errmsg: str = ""
    text: str = ""

    @property
    def calls(self) -> bool:
        """The platform brings something that a person said or did."""
        return self.command in (Command.MESSAGE, Command.EVENT)

    @property
    def event(self) -> str:
        """What happened, where it is an event."""
        event = self.body.get("event") if self.command == Command.EVENT else None
        kind = event.get("eventtype") if isinstance(event, dict) else None
        return kind if isinstance(kind, str) else ""


def read(text: str) -> Frame:
    """Raises ``Malformed`` when it is no frame; what is wrong inside one is left for whoever looks."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(fields, dict):
        raise Malformed("not a JSON object")
    headers, body = fields.get("headers"), fields.get("body")
    req_id = headers.get("req_id") if isinstance(headers, dict) else None
    return Frame(
        command=_text(fields.get("cmd")),
        req_id=_text(req_id),
        body=body if isinstance(body, dict) else {},
        errcode=_number(fields.get("errcode")),
        errmsg=_text(fields.get("errmsg")),
        text=text,
    )


def written(command: Command, req_id: str, body: Mapping[str, Any] | None = None) -> str:
    """A question of ours."""
    frame: dict[str, Any] = {"cmd": command.value, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return json.dumps(frame, ensure_ascii=False)


class Numbers:
    """Fresh ``req_id``s, of which no other process ever makes the same."""

    def __init__(self) -> None:
        self._prefix = secrets.token_hex(6)
        self._count = itertools.count(1)

    def next(self, command: Command) -> str:
        return f"{command.value}_{self._prefix}_{next(self._count)}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
