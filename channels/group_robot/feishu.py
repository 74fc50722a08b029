"""Feishu's group robots (自定义机器人): text; signed when the group's page says 签名校验 (docs/platform.md)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from channels.group_robot.brands import MINUTE, Meaning, Request
from channels.group_robot.settings import GroupRobotSettings
from domain.abilities import Abilities
from domain.messages import Problem

_CREDENTIALS = Meaning(problem=Problem.CREDENTIALS, wait=60 * MINUTE)
_CONFIGURATION = Meaning(problem=Problem.CONFIGURATION, wait=MINUTE)
_MEANINGS: Mapping[int, Meaning] = {
    -1: Meaning(problem=Problem.BUSY, wait=2.0),
    11232: Meaning(problem=Problem.THROTTLED, wait=MINUTE),
    19001: _CREDENTIALS,  # no such robot
    19021: _CONFIGURATION,  # signature or time
    19022: _CONFIGURATION,  # address
    19024: _CONFIGURATION,  # keyword
}


class FeishuRobots:
    #: The whole body may have 20 KB, in which a character of three bytes takes six as JSON spells it.
    abilities = Abilities(max_text_bytes=9000, pace=60, burst=5, repeatable=False, files=False, group=True)

    code, words, meanings = "code", "msg", _MEANINGS

    def __init__(self, settings: GroupRobotSettings) -> None:
        self._secret = settings.secret

    def request(self, content: Mapping[str, Any], now: float) -> Request:
        if not self._secret:
            return Request(body=content)
        timestamp = str(int(now))
        return Request(body={"timestamp": timestamp, "sign": signature(self._secret, timestamp), **content})

    def text(self, words: str) -> Mapping[str, Any]:
        return {"msg_type": "text", "content": {"text": words}}


def signature(secret: str, timestamp: str) -> str:
    """``timestamp`` in seconds; the platform believes it for an hour. What is signed is the key, of nothing."""
    made = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
