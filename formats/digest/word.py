"""The digest as a Word file on the page of official papers (GB/T 9704)."""

from __future__ import annotations

from collections.abc import Sequence

from formats.digest.text import DayOverview, UnitLine, six, title_lines, unit_line, waiting_lines
from formats.gb9704.paper import Paper
from formats.gb9704.table import Column, Table
from formats.spoken import amounts, moment_text
from formats.words import chat as texts
from formats.words import questions as words


def digest_docx(view: DayOverview) -> bytes:
    """The file's bytes."""
    head = texts.PICTURE_HEAD.format(day=view.named)
    paper = Paper(title=f"{view.title} {head}", author=texts.MADE_BY, at=view.now)
    paper.title(view.title)
    paper.title(head)
    paper.centred(texts.PICTURE_AS_OF.format(moment=moment_text(view.now)))
    counts = six(view.counts)
    numbers = [[str(number) for _, number in counts]]
    paper.tables([Table(columns=[Column(name) for name, _ in counts], rows=numbers, large=True)])
    for heading, lines in _sections(view):
        paper.section(heading)
        for line in lines:
            paper.paragraph(line)
    return paper.to_bytes()


def _sections(view: DayOverview) -> list[tuple[str, list[str]]]:
    counts = view.counts
    kinds = texts.DIGEST_KINDS.format(amounts=amounts(view.kinds)) if view.kinds else texts.DIGEST_NOTHING
    sections = [(texts.WORD_MATERIAL, [kinds])]
    if counts.missing:
        sections.append((texts.DIGEST_MISSING.format(count=counts.missing).rstrip("："), _numbered(view.missing)))
    if counts.late:
        sections.append((texts.DIGEST_LATE.format(count=counts.late).rstrip("："), _numbered(view.late)))
    if view.waiting:
        sections.append((words.WORD_WAITING.format(count=len(view.waiting)), waiting_lines(view)))
    if view.exempt:
        names = "、".join(unit.name for unit in view.exempt)
        sections.append((texts.EXEMPT_HEAD.rstrip("："), [names]))
    if view.titles:
        sections.append((texts.DIGEST_TITLES.format(count=view.titled).rstrip("："), title_lines(view)))
    return sections


def _numbered(units: Sequence[UnitLine]) -> list[str]:
    return [f"{n}. {unit_line(unit)}" for n, unit in enumerate(units, start=1)]
