"""Records of what happened, as the page and its Excel show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.events import EventVerb
from formats.spoken import second_text
from formats.words import audit as words


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """``number`` 0: of no item."""

    at: str
    what: str
    who: str
    unit: str
    number: int
    details: str


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """``asked``: the filter as the address says it; ``older``: the id that the next page begins before, 0: none."""

    lines: tuple[AuditLine, ...]
    verbs: tuple[tuple[str, str, bool], ...]
    asked: Mapping[str, str]
    older: int
    unknown_unit: bool


def line(
    verb: EventVerb, at: datetime, *, who: str, unit: str, number: int | None, details: Mapping[str, str | int]
) -> AuditLine:
    return AuditLine(
        at=second_text(at),
        what=words.VERBS.get(verb, verb.value),
        who=who or words.NOBODY,
        unit=unit,
        number=number or 0,
        details=details_text(details),
    )


def details_text(details: Mapping[str, str | int]) -> str:
    """日期 2020-11-09，标记 推荐; names, telephones and accounts are left out."""
    shown = ((name, details[key]) for key, name in words.DETAILS.items() if details.get(key) not in (None, ""))
    return "，".join(f"{name} {words.CODES.get(str(value), value)}" for name, value in shown)


def page(
    lines: Sequence[AuditLine], *, verb: str, asked: Mapping[str, str], older: int, unknown_unit: bool
) -> AuditPage:
    return AuditPage(
        lines=tuple(lines),
        verbs=tuple((one.value, name, one.value == verb) for one, name in words.VERBS.items()),
        asked=asked,
        older=older,
        unknown_unit=unknown_unit,
    )
