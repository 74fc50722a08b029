"""Records of what happened, as the page and its Excel show them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.events import EventVerb
from formats.spoken import moment_text, second_text
from formats.words import audit as words

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*[+-]\d{2}:\d{2}")


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
    verb: EventVerb,
    at: datetime,
    *,
    who: str,
    unit: str,
    number: int | None,
    details: Mapping[str, str | int],
    names: Mapping[str, str],
) -> AuditLine:
    """``names``: of codes that campaigns have."""
    return AuditLine(
        at=second_text(at),
        what=words.VERBS.get(verb, verb.value),
        who=who or words.NOBODY,
        unit=unit,
        number=number or 0,
        details=details_text(details, names),
    )


def details_text(details: Mapping[str, str | int], names: Mapping[str, str]) -> str:
    """日期 2020-11-09，标记 推荐; names, telephones and accounts of people are left out."""
    shown = ((name, details[key]) for key, name in words.DETAILS.items() if details.get(key) not in (None, ""))
    return "，".join(f"{name} {_value(value, names)}" for name, value in shown)


def _value(value: str | int, names: Mapping[str, str]) -> str:
    said = str(value)
    if _INSTANT.fullmatch(said):
        return moment_text(datetime.fromisoformat(said))
    return words.CODES.get(said) or names.get(said) or said


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
