"""What the bot says, as Feishu wants it written: texts, pictures and files by their keys, a card with buttons."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from domain import pressing
from domain.messages import Outgoing

#: Buttons of a card.
MOST_BUTTONS = 6
#: What the platform finds in words that it does not bring: numbers, and addresses of mail.
_FOUND = re.compile(r"[0-9０-９@＠]")
_LONGEST_FIRST = 60


def text(words: str) -> tuple[str, str]:
    """Kind and content."""
    return "text", _json({"text": words})


def picture(key: str) -> tuple[str, str]:
    return "image", _json({"image_key": key})


def file(key: str) -> tuple[str, str]:
    return "file", _json({"file_key": key})


def card(outgoing: Outgoing) -> tuple[str, str]:
    """The choices as buttons under the text, which tells their numbers, too."""
    buttons = [
        {
            "tag": "button",
            "text": {"tag": "plain_text", "content": choice.label},
            "value": {"says": choice.says},
        }
        for choice in outgoing.choices[:MOST_BUTTONS]
    ]
    shown = [{"tag": "div", "text": {"tag": "plain_text", "content": outgoing.text}}]
    return "interactive", _json({"elements": [*shown, {"tag": "action", "actions": buttons}]})


def pressed(says: str) -> dict[str, Any]:
    """What answers a press: a word to whoever pressed."""
    return {"toast": {"type": "success", "content": pressing.parted(says)[0]}} if says else {}


def shorter(words: str, instead: str) -> tuple[str, ...]:
    """What is said in turn for words that were withheld: their first line, if it holds no number, and ``instead``."""
    first = words.strip().partition("\n")[0]
    told = (instead,) if instead else ()
    if first and instead and len(first) <= _LONGEST_FIRST and not _FOUND.search(first) and first != words.strip():
        return (f"{first}\n{instead}", *told)
    return told


def number(outgoing: Outgoing, which: int) -> str:
    """By it the platform knows a call that is made again; ``which`` of the things that are said for one message."""
    told = f"{outgoing.channel}:{outgoing.key}:{outgoing.receivers}:{which}"
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
