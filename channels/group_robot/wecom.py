"""WeCom's group robots (消息推送): text, pictures and files (docs/platform.md, Group robots)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from channels.group_robot.brands import MINUTE, Meaning, Request
from channels.group_robot.settings import GroupRobotSettings
from domain.abilities import Abilities, AttachmentKind
from domain.messages import Problem

_MOST_PICTURE_BYTES, _MOST_FILE_BYTES = 2 * 1024 * 1024, 20 * 1024 * 1024

_BUSY = Meaning(problem=Problem.BUSY, wait=2.0)
_MEANINGS: Mapping[int, Meaning] = {
    -1: _BUSY,
    45009: Meaning(problem=Problem.THROTTLED, wait=MINUTE),  # 20 a minute
    45033: _BUSY,
    93000: Meaning(problem=Problem.CREDENTIALS, wait=60 * MINUTE),  # the key is wrong, or the robot was removed
    40009: Meaning(problem=Problem.REFUSED, permanent=True),  # the picture's size
    45002: Meaning(problem=Problem.REFUSED, permanent=True),  # the text's length
}


class WecomRobots:
    abilities = Abilities(
        max_text_bytes=2048,
        pace=15,
        repeatable=False,
        files=False,
        group=True,
        sends=frozenset(AttachmentKind),
        max_picture_bytes=_MOST_PICTURE_BYTES,
        max_file_bytes=_MOST_FILE_BYTES,
    )

    code, words, meanings = "errcode", "errmsg", _MEANINGS

    def __init__(self, settings: GroupRobotSettings) -> None:
        self._key = settings.key

    def request(self, content: Mapping[str, Any], now: float) -> Request:
        return Request(query={"key": self._key}, body=content)

    def text(self, words: str) -> Mapping[str, Any]:
        return {"msgtype": "text", "text": {"content": words}}


def picture(data: bytes) -> Mapping[str, Any]:
    """JPEG or PNG, up to 2 MB."""
    told = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": base64.b64encode(data).decode(), "md5": told}}


def file(media_id: str) -> Mapping[str, Any]:
    return {"msgtype": "file", "file": {"media_id": media_id}}
