"""Every Excel file that the house writes, filled with what is no plain word: it is there as it was typed, as text."""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

import openpyxl
import pytest

import formats
from domain.roster.roster import AccountColumn, Columns
from formats.books.invite_row import PersonalAddress
from formats.bulletin.book import bulletin_book
from formats.bulletin.written import Grid, GridColumn, Part, PartKind, Written
from tests.support.filled import Filler

#: A formula, what Excel takes for one, a telephone abroad, a number that loses digits, zeros, an emoji, what XML has
#: no place for, tags.
TYPED = (
    "=1+1",
    "@x",
    "+86",
    "110101199003071234",
    "007",
    "-1",
    "😀报",
    "坏\x00\uffff字",
    "<b>&amp;</b>",
    '=HYPERLINK("a")',
)
SHOWN = {text.replace("\x00", "").replace("\uffff", "") for text in TYPED}
#: What a number would be that was made of one of them.
LOST = {1, -1, 2, 7, 86, 110101199003071234, 1.10101199003071e17}
COLUMNS = Columns(accounts=(AccountColumn(header="企业微信账号", channel="wecom"),))
#: Where a text has to be one of a kind, or a cell must have its column.
FIXED: dict[str, Any] = {
    "AdoptedLine.day": "2020-11-09",
    "Grid.columns": (
        GridColumn(name="单位", share=3.0, words=True),
        GridColumn(name="应报"),
        GridColumn(name="备注", words=True),
    ),
    "Grid.rows": tuple((text, "4321", text) for text in TYPED),
    "Grid.total": ("合计", "4321", ""),
    "Part.kind": PartKind.PARAGRAPH,
    "Account.channel": "wecom",
    "MergedRow.doubts": {"unit": "=1+1"},
    "MergedActivities.columns": {"单位": "unit", "活动名称": "name"},
    "MergedActivities.masked": False,
    "Activity.values": {"单位": "=1+1", "活动名称": "110101199003071234"},
    "Activity.doubts": {},
    "StatisticsRow.coverage": 0.5,
}
#: Argument → value, where its type does not say.
GIVEN: dict[str, Any] = {
    "columns": COLUMNS,
    "links": {"微信": "https://example.org/?scene="},
    "own": {"微信": {text: PersonalAddress(address=text, until=datetime(2026, 12, 9, tzinfo=UTC)) for text in TYPED}},
}
#: These hold no words of anybody's.
OWN_WORDS = {"formats.books.roster.template_book"}
_MAKES = re.compile(r"_?book$|book$")


def writers() -> Iterator[Callable[..., bytes]]:
    """All functions of ``formats`` that write a book, by their names."""
    for found in pkgutil.walk_packages(formats.__path__, "formats."):
        module = importlib.import_module(found.name)
        for name, made in inspect.getmembers(module, inspect.isfunction):
            if (
                made.__module__ == module.__name__
                and _MAKES.search(name)
                and get_type_hints(made).get("return") is bytes
            ):
                yield made


WRITERS = {f"{one.__module__}.{one.__name__}": one for one in writers()}


def written(writer: Callable[..., bytes]) -> bytes:
    filler = Filler(TYPED, FIXED)
    hints = get_type_hints(writer)
    hints.pop("return")
    return writer(**{name: GIVEN.get(name) or filler.made(_many(what)) for name, what in hints.items()})


def _many(what: Any) -> Any:
    """So that of what comes in rows each text stands in some column."""
    return tuple[(*[get_args(what)[0]] * len(TYPED),)] if get_origin(what) not in (None, dict) else what  # type: ignore[misc]


def test_all_writers_are_found() -> None:
    assert {name.rpartition(".")[2] for name in WRITERS} >= {
        *("week_book", "adopted_book", "milestones_book", "merged_book", "filled_book", "contact_book", "audit_book"),
        *("activities_book", "bulletin_book", "roster_book", "invites_book", "template_book", "_book"),
    }
    assert {"formats.exports.papers._book", "formats.exports.bundle._book"} <= set(WRITERS)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_was_typed_stays_text(name: str) -> None:
    content = written(WRITERS[name])
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets for row in sheet for cell in row]
    # None computes anything.
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert not [cell for cell in cells if isinstance(cell.value, int | float) and cell.value in LOST]
    told = [str(cell.value) for cell in cells if cell.value is not None]
    if name not in OWN_WORDS:
        assert [text for text in SHOWN if any(text in one for one in told)], name


@pytest.mark.long
def test_a_bulletin_of_twenty_thousand_units() -> None:
    columns = (
        GridColumn(name="单位", words=True),
        *(GridColumn(name=f"第{n}") for n in range(12)),
        GridColumn(name="备注", words=True),
    )
    grid = Grid(
        name="各单位",
        caption="",
        columns=columns,
        rows=tuple((f"{n:03}", *["1"] * 12, TYPED[n % len(TYPED)]) for n in range(20_000)),
        total=("合计", *["20000"] * 12, ""),
    )
    bulletin = replace(Filler(TYPED, FIXED).made(Written), parts=(Part(kind=PartKind.GRID, grid=grid),))
    rows = openpyxl.load_workbook(io.BytesIO(bulletin_book(bulletin)), read_only=True)["各单位"].iter_rows(
        values_only=True
    )
    head, *units, total = rows
    assert (head[0], len(units), total[:2]) == ("单位", 20_000, ("合计", 20_000))
    assert units[7][:2] == ("007", 1) and units[19_999][0] == "19999"
    assert {unit[-1] for unit in units} == SHOWN
