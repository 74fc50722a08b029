"""What was not understood, as the operator reads it: masked, counted, the most frequent first."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formats.words import operator as words

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d\s-]*\d|\d")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One phrase, masked. ``standings``, ``outcomes`` and ``next``: what was most frequent, with how often."""

    said: str
    times: int
    roles: str
    standings: str
    outcomes: str
    offered: str
    next: str


def masked(said: str, names: Iterable[str], units: Iterable[str]) -> str:
    """Without names of people and of units, numbers and addresses."""
    said = _LINK.sub(words.MASKED_LINK, " ".join(said.split()))
    for name in units:
        said = said.replace(name, words.MASKED_UNIT) if len(name) > 1 else said
    for name in names:
        said = said.replace(name, words.MASKED_NAME) if len(name) > 1 else said
    return _NUMBER.sub(words.MASKED_NUMBER, said)


def counted(
    kept: Iterable[tuple[str, str, str, str, str, str]], names: Iterable[str], units: Iterable[str]
) -> list[Counted]:
    """``kept``: said, role, standing, outcome, offered, next of each; the phrases that are alike once masked as one."""
    names, units = sorted(names, key=len, reverse=True), sorted(units, key=len, reverse=True)
    alike: dict[str, list[tuple[str, ...]]] = {}
    for said, *rest in kept:
        alike.setdefault(masked(said, names, units), []).append(tuple(rest))
    found = [_counted(said, rows) for said, rows in alike.items()]
    return sorted(found, key=lambda one: (-one.times, one.said))


def _counted(said: str, rows: Sequence[tuple[str, ...]]) -> Counted:
    roles, standings, outcomes, offered, next_ = (_most(column) for column in zip(*rows, strict=True))
    return Counted(
        said=said,
        times=len(rows),
        roles=roles,
        standings=standings,
        outcomes=outcomes,
        offered=offered,
        next=next_,
    )


def _most(column: Sequence[str]) -> str:
    """plain ×3, photos ×1."""
    ranked = Counter(value for value in column if value).most_common(3)
    return ", ".join(f"{value} ×{times}" for value, times in ranked)


def phrase_lines(found: Sequence[Counted]) -> list[str]:
    if not found:
        return [words.PHRASES_NONE]
    lines = [words.PHRASES_HEAD.format(count=len(found), times=sum(one.times for one in found))]
    for one in found:
        lines.append(words.PHRASE.format(times=one.times, said=one.said))
        lines.append(words.PHRASE_DETAILS.format(standings=one.standings, outcomes=one.outcomes, next=one.next or "-"))
    return lines


def csv_bytes(found: Sequence[Counted]) -> bytes:
    """UTF-8 with the mark that Excel asks for."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(words.PHRASE_COLUMNS)
    for one in found:
        cells = (one.said, one.times, one.roles, one.standings, one.outcomes, one.offered, one.next)
        writer.writerow([_inert(str(cell)) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """Spreadsheets run cells that begin like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def tried_line(said: str, liaison: str, supervisor: str) -> str:
    return words.TRIED.format(said=said, liaison=liaison, supervisor=supervisor)
