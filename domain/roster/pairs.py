"""Two that may be one: what speaks for it, and what the operator says. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """What speaks for two being one."""

    CODE = "code"
    NAME = "name"
    PEOPLE = "people"
    ACCOUNT = "account"
    PHONE = "phone"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the operator said about pairs, each ``(OLD, NEW)`` by the labels that were shown."""

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenPair:
    """Two that may be one. ``old`` and ``new`` are labels to answer with; ``grounds`` are what speaks for it.

    ``old_id`` is None where both stand in the file: then ``old_row`` and ``old_sheet`` say where the first does.
    """

    old_id: int | None
    old: str
    new: str
    grounds: tuple[Ground, ...]
    unit: bool
    old_name: str
    new_name: str
    row: int
    sheet: str = ""
    old_row: int = 0
    old_sheet: str = ""
