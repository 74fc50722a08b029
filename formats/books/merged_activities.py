"""The merged list of activities of an area, as data; its book is made by ``formats.books.activities``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.activities import Activity


@dataclass(frozen=True, kw_only=True)
class MergedActivities:
    """``columns``: name → what it is (``domain.activities``). ``unread``: unit and number of what is no list.

    ``masked``: whoever gets it is told no telephone. ``at``: when this was so, in words.
    """

    title: str
    columns: Mapping[str, str]
    activities: tuple[Activity, ...]
    unread: tuple[tuple[str, int], ...]
    lacking: tuple[str, ...]
    masked: bool
    at: str
