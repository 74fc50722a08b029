"""The menu below a conversation, where a platform has one that is set by a call: what it offers, and who can set it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from channels.contract import Channel


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    """One button with what opens above it; ``says``: what each entry stands for, as if it had been typed."""

    title: str
    says: tuple[str, ...]


class MenuKeeper(Protocol):
    """A channel whose menu can be set."""

    async def set_menu(self, groups: Sequence[MenuGroup]) -> None:
        """Set it, in place of whatever is there. Raises ``SendError``."""


def menu_keeper(channel: Channel) -> MenuKeeper | None:
    """None: it has no menu, or one that is set by hand."""
    found = cast(MenuKeeper, channel)
    return found if hasattr(channel, "set_menu") else None
