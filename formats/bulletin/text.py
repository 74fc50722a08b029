"""From numbers and what people wrote to what a bulletin says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.bulletin import Block, BulletinKind, Highlight
from domain.completeness import counts_of
from domain.findings import Kind
from domain.obligation import Standing
from domain.selection import Level
from formats.bulletin.grids import UnitRow, grids
from formats.bulletin.written import Part, PartKind, Written
from formats.digest.text import six
from formats.spoken import amounts, clipped, day_text, due_text, local_date, moment_text
from formats.words import bulletins as words
from formats.words import desk as desk_words

_NUMERALS = "一二三四五六七八九十"
#: Adopted items that are named; the rest is counted.
MOST_PUBLISHED = 60


@dataclass(frozen=True, kw_only=True)
class HighlightView:
    """One item of 亮点摘编. ``key``: of its picture in the store, where it is shown; ``gone``: accepted no more."""

    highlight: Highlight
    title: str = ""
    unit: str = ""
    caption: str = ""
    key: str = ""
    gone: bool = False
    has_picture: bool = False


@dataclass(frozen=True, kw_only=True)
class BulletinView:
    """All that one is made of. ``days``: which it is about; ``due_at``: when the last of them is over.

    ``number`` None: a draft. ``blocks``: as they are written, or proposed. ``has_cases``: the campaign has such a
    category. ``corrects``: how the one that it puts right is called.
    """

    kind: BulletinKind
    campaign: str
    days: tuple[date, ...]
    due_at: datetime
    now: datetime
    year: int
    number: int | None
    blocks: Mapping[Block, str]
    names_missing: bool
    by_kind: bool
    has_cases: bool
    units: tuple[UnitRow, ...]
    published: tuple[tuple[str, str, str, str], ...]
    highlights: tuple[HighlightView, ...] = ()
    corrects: str = ""

    @property
    def over(self) -> bool:
        return self.now > self.due_at

    @property
    def public(self) -> bool:
        return self.kind is BulletinKind.PUBLIC


def written(view: BulletinView) -> Written:
    day = words.DATED.format(day=local_date(view.now))
    head, issuer, title = (" ".join(view.blocks[name].split()) for name in (Block.HEAD, Block.ISSUER, Block.TITLE))
    return Written(
        kind=words.KINDS[view.kind],
        head=head,
        number=number_text(view.year, view.number),
        issuer=issuer,
        dated=day,
        title=title,
        campaign=view.campaign,
        as_of=moment_text(view.now),
        counts=six(counts_of(standings(view.units))),
        parts=tuple(_parts(view)),
        published=view.published,
        colophon=tuple(_colophon(view, issuer, day)),
    )


def number_text(year: int, number: int | None) -> str:
    """〔2020〕第3期, or with room where the number will be."""
    return words.NO_NUMBER.format(year=year) if number is None else words.NUMBER.format(year=year, number=number)


def title_of(kind: BulletinKind, day: date, campaign: str) -> str:
    return words.TITLES[kind].format(day=day_text(day), title=campaign)


def standings(units: tuple[UnitRow, ...]) -> Counter[Standing]:
    found: Counter[Standing] = Counter()
    for unit in units:
        found.update(unit.standings)
    return found


def _parts(view: BulletinView) -> list[Part]:
    parts = [_said(line) for line in ([words.CORRECTS.format(number=view.corrects)] if view.corrects else [])]
    parts += [_said(line) for line in view.blocks[Block.INTRO].splitlines() if line.strip()]
    parts += [_section(words.OVERALL), *map(_said, _overall(view))]
    if view.highlights:
        parts.append(_section(words.HIGHLIGHTS))
        for n, one in enumerate(view.highlights, start=1):
            parts += _highlight(n, one)
    parts += [_section(words.TABLES), *_tables(view)]
    if view.published:
        parts += [_section(words.PUBLISHED), *map(_said, _published(view))]
    reminder = [line for line in view.blocks[Block.REMINDER].splitlines() if line.strip()]
    if reminder:
        parts += [_section(words.REMINDER), *map(_said, reminder)]
    return parts


def _overall(view: BulletinView) -> list[str]:
    kinds: Counter[Kind] = Counter()
    levels: Counter[Level] = Counter()
    for unit in view.units:
        kinds.update(unit.kinds)
        levels.update(unit.adopted)
    said = [(kind, kinds[kind]) for kind in Kind if kinds[kind]]
    received = words.RECEIVED.format(number=kinds.total(), amounts=amounts(said)) if said else words.RECEIVED_NONE
    passed, adopted = sum(unit.passed for unit in view.units), levels.total()
    by_level = [words.LEVEL.format(name=desk_words.LEVELS[one], number=levels[one]) for one in Level if levels[one]]
    chosen = (words.CHOSEN_LEVELS if by_level else words.CHOSEN).format(
        passed=passed, adopted=adopted, levels="、".join(by_level)
    )
    return [_counts(view) + received + (chosen if passed or adopted else ""), *_missing(view)]


def _counts(view: BulletinView) -> str:
    counts = counts_of(standings(view.units))
    values = {name: getattr(counts, name) for name in ("expected", "actual", "on_time", "late", "missing", "exempt")}
    values |= {"moment": moment_text(view.now), "when": _when(view), "due": due_text(view.due_at, local_date(view.now))}
    waiting = words.WAITING.format(waiting=counts.waiting) if counts.waiting else ""
    if view.public:
        reporting = sum(1 for unit in view.units if unit.reported)
        return words.COUNTS_PUBLIC.format(units=reporting, **values)
    if len(view.days) > 1:
        head = words.COUNTS_DAYS.format(units=sum(1 for unit in view.units if unit.owes), **values)
        return head + words.COUNTS_DAYS_OVER.format(**values) + waiting
    tail = words.COUNTS_OVER if view.over else words.COUNTS_SOON
    return words.COUNTS.format(**values) + tail.format(**values) + waiting


def _missing(view: BulletinView) -> list[str]:
    """Before the deadline nobody is named, whatever the switch says."""
    missing = [(unit.name, unit.standings.get(Standing.MISSING, 0)) for unit in view.units]
    names = [
        words.MISSING_TIMES.format(name=name, number=number) if len(view.days) > 1 else name
        for name, number in missing
        if number
    ]
    if not names or not view.names_missing or not view.over:
        return []
    return [words.MISSING.format(when=_when(view), names="、".join(names))]


def _when(view: BulletinView) -> str:
    if len(view.days) == 1:
        return day_text(view.days[0])
    return words.DAYS.format(first=day_text(view.days[0]), last=day_text(view.days[-1])) if view.days else ""


def _highlight(n: int, one: HighlightView) -> list[Part]:
    if one.gone:
        return [_said(words.HIGHLIGHT_GONE.format(number=one.highlight.number))]
    title = words.HIGHLIGHT.format(n=_numeral(n), title=clipped(one.title))
    said = one.highlight.said.strip() or one.caption
    parts = [Part(kind=PartKind.SUBSECTION, text=title, number=one.highlight.number)]
    parts += [_said(words.HIGHLIGHT_SAID.format(unit=one.unit, said=" ".join(said.split())) if said else one.unit)]
    if one.key and one.highlight.pictured:
        parts.append(Part(kind=PartKind.PICTURE, key=one.key, number=one.highlight.number, text=clipped(one.caption)))
    return parts


def _numeral(n: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(n, 10)
    return (_NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_NUMERALS[ones - 1] if ones else "")


def _tables(view: BulletinView) -> list[Part]:
    found = grids(
        view.units,
        moment=moment_text(view.now),
        by_kind=view.by_kind,
        names_missing=view.names_missing and not view.public,
        cases=view.has_cases,
        over=view.over,
        one_day=len(view.days) == 1,
    )
    if not found:
        return [_said(words.NOTHING)]
    return [_said(words.TABLES_BELOW), *(Part(kind=PartKind.GRID, grid=grid) for grid in found)]


def _published(view: BulletinView) -> list[str]:
    lines = [
        words.PUBLISHED_LINE.format(n=n, what=clipped(what), unit=unit, medium=medium, level=level)
        for n, (what, unit, medium, level) in enumerate(view.published[:MOST_PUBLISHED], start=1)
    ]
    more = len(view.published) > MOST_PUBLISHED
    return [*lines, words.PUBLISHED_MORE.format(number=len(view.published))] if more else lines


def _colophon(view: BulletinView, issuer: str, day: str) -> list[tuple[str, str]]:
    send_to, copies_to, printed = (
        " ".join(view.blocks[name].split()) for name in (Block.SEND_TO, Block.COPIES_TO, Block.PRINTED)
    )
    rows = [(words.SEND_TO.format(names=send_to), "")] if send_to else []
    rows += [(words.COPIES_TO.format(names=copies_to), "")] if copies_to else []
    rows.append((issuer, words.PRINTED_AT.format(day=day)))
    return [*rows, ("", words.PRINTED.format(number=printed))] if printed else rows


def _section(text: str) -> Part:
    return Part(kind=PartKind.SECTION, text=text)


def _said(text: str) -> Part:
    return Part(kind=PartKind.PARAGRAPH, text=text.strip())
