"""Cards with buttons as WeCom shows them, in an app and in a bot. A pressed one comes back by its key, as it was given.

Source: docs/platform.md, Sending.
"""

from __future__ import annotations

import hashlib
from typing import Any

from domain.messages import Choice, Outgoing

#: Buttons of a card, characters of its title.
MOST, LONGEST_TITLE = 6, 26

_BETWEEN = "|"
#: Characters of a button that platforms show.
_LABEL = 10


def card(outgoing: Outgoing) -> dict[str, Any]:
    """The choices as buttons. Their numbers stand in the text as well."""
    title = outgoing.text.strip().partition("\n")[0]
    shown = [{"text": label_of(choice), "style": 1, "key": key_of(choice)} for choice in outgoing.choices[:MOST]]
    return {
        "card_type": "button_interaction",
        "main_title": {"title": title[:LONGEST_TITLE]},
        "button_list": shown,
        "task_id": task_of(outgoing),
    }


def task_of(outgoing: Outgoing) -> str:
    """A number of the message's own, the same whenever it is sent."""
    return hashlib.sha256(f"{outgoing.channel}:{outgoing.key}:{outgoing.receivers}".encode()).hexdigest()[:32]


def label_of(choice: Choice) -> str:
    """What stands on the button."""
    label = choice.label.strip()
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"


def key_of(choice: Choice) -> str:
    return f"{choice.says}{_BETWEEN}{label_of(choice).replace(_BETWEEN, ' ')}"


def pressed(key: str) -> tuple[str, str]:
    """What the person has said by it, and what stood on the button. One that is not ours says what it is."""
    says, between, label = key.rpartition(_BETWEEN)
    return (says, label) if between else (key, key)
