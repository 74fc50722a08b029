"""DingTalk's group robots (自定义机器人): text; signed when the group's page says 加签 (docs/platform.md)."""

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

_MEANINGS: Mapping[int, Meaning] = {
    -1: Meaning(problem=Problem.BUSY, wait=2.0),
    130101: Meaning(problem=Problem.THROTTLED, wait=10 * MINUTE),  # more than 20 a minute: blocked for ten
    310000: Meaning(problem=Problem.CONFIGURATION, wait=MINUTE),  # keyword, signature or address of the group's page
    300001: Meaning(problem=Problem.CREDENTIALS, wait=60 * MINUTE),
    400101: Meaning(problem=Problem.CREDENTIALS, wait=60 * MINUTE),
}


class DingTalkRobots:
    #: The whole body may have 20 KB, in which a character of three bytes takes six as JSON spells it.
    abilities = Abilities(max_text_bytes=9000, pace=15, repeatable=False, files=False, group=True)

    code, words, meanings = "errcode", "errmsg", _MEANINGS

    def __init__(self, settings: GroupRobotSettings) -> None:
        self._token = settings.key
        self._secret = settings.secret

    def request(self, content: Mapping[str, Any], now: float) -> Request:
        query = {"access_token": self._token}
        if self._secret:
            timestamp = str(int(now * 1000))
            query |= {"timestamp": timestamp, "sign": signature(self._secret, timestamp)}
        return Request(query=query, body=content)

    def text(self, words: str) -> Mapping[str, Any]:
        return {"msgtype": "text", "text": {"content": words}}


def signature(secret: str, timestamp: str) -> str:
    """``timestamp`` in milliseconds; the platform believes it for an hour."""
    made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
