"""The dossier of a unit as Word, on the page of official papers: what it owed and sent, what became of it, photos.

Loads python-docx: import it where a paper is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.findings import Kind
from domain.selection import Level
from domain.statistics import COLUMNS, StatisticsRow
from formats.desk.dossier import Dossier
from formats.gb9704.paper import Paper
from formats.gb9704.table import Column, Table
from formats.spoken import amounts
from formats.words import dossier as words
from formats.words.desk import LEVELS

#: How high a photo is, in millimetres: three of them on a page.
_PICTURE = 64.0


def dossier_docx(view: Dossier) -> bytes:
    paper = Paper(title=f"{view.unit}{words.TITLE}", author=words.MADE_BY, at=view.at)
    paper.title(view.title)
    paper.title(f"{view.unit}{words.TITLE}")
    paper.centred(words.AS_OF.format(at=f"{view.at:%Y-%m-%d %H:%M}"))
    paper.section(words.ABOUT)
    paper.paragraph(_about(view))
    _days(paper, view)
    _adopted(paper, view)
    if view.once:
        paper.section(words.ONCE)
        paper.tables([_table(words.ONCE_COLUMNS, (2.0, 1.2, 2.0), view.once)])
    if view.form is not None:
        _numbers(paper, view.form)
    shown = [one for one in view.pictures if one.jpeg]
    if shown:
        paper.section(words.PHOTOS)
        paper.paragraph(words.WITH_CARE)
        for one in shown:
            paper.picture(one.jpeg, most=_PICTURE)
            paper.caption(words.PHOTO.format(caption=one.caption or words.NO_CAPTION, number=one.number), under=True)
    return paper.to_bytes()


def _about(view: Dossier) -> str:
    said = [words.KIND.format(kind=view.kind)]
    said += [words.LINE.format(line=view.line)] if view.line else []
    said += [words.ABOVE.format(above=view.above)] if view.above else []
    names = "、".join(view.liaisons)
    said.append(words.LIAISONS.format(names=names) if names else words.NO_LIAISON)
    return "".join(said)


def _days(paper: Paper, view: Dossier) -> None:
    paper.section(words.DAYS)
    counts = view.counts
    said = words.DAYS_SAID.format(
        expected=counts.expected,
        actual=counts.actual,
        on_time=counts.on_time,
        late=counts.late,
        missing=counts.missing,
        exempt=counts.exempt,
    )
    paper.paragraph(said + (words.AHEAD.format(days=view.ahead) if view.ahead else ""))
    total = sum(view.material.values())
    if total:
        kinds = amounts((kind, view.material[kind]) for kind in Kind if kind in view.material)
        paper.paragraph(words.MATERIAL.format(total=total, amounts=kinds))
    else:
        paper.paragraph(words.NO_MATERIAL)
    if view.days:
        paper.tables([_table(words.DAY_COLUMNS, (1.4, 1.6, 3.0), view.days)])


def _adopted(paper: Paper, view: Dossier) -> None:
    paper.section(words.ADOPTED)
    total = sum(view.adoptions.values())
    if not total:
        paper.paragraph(words.NOT_ADOPTED)
        return
    levels = "、".join(f"{LEVELS[level]} {view.adoptions[level]} 次" for level in Level if view.adoptions.get(level))
    paper.paragraph(words.ADOPTED_SAID.format(total=total, levels=levels))
    rows = [(str(one.number), one.what, one.medium, LEVELS[one.level], one.day) for one in view.adopted]
    paper.tables([_table(words.ADOPTED_COLUMNS, (0.8, 3.4, 1.6, 0.9, 1.4), rows)])
    if total > len(rows):
        paper.note(words.MORE_ADOPTED.format(shown=len(rows)))


def _numbers(paper: Paper, form: Sequence[StatisticsRow]) -> None:
    paper.section(words.NUMBERS)
    if not form:
        paper.paragraph(words.NO_NUMBERS)
    tables = []
    for row in form:
        values = [(column, _value(row, name)) for name, column in COLUMNS.items() if name != "unit"]
        tables.append(_table(words.NUMBER_COLUMNS, (2.0, 3.0), values, caption=row.unit if len(form) > 1 else ""))
    if tables:
        paper.tables(tables)


def _value(row: StatisticsRow, name: str) -> str:
    value = getattr(row, name)
    if value is None:
        return ""
    return f"{value:.1%}" if name == "coverage" else str(value)


def _table(head: Sequence[str], shares: Sequence[float], rows: Sequence[Sequence[str]], caption: str = "") -> Table:
    columns = [Column(name, share, words=True) for name, share in zip(head, shares, strict=True)]
    return Table(columns=columns, rows=rows, caption=caption)
