"""docs/database.md draws every table with every foreign key, and lists what is unique, claimed and in which states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Table, UniqueConstraint

from storage.engine.schema import Word, claim_columns
from storage.tables import metadata
from tests.support.documents import codes, fences, read, section, squeezed, table

DOCUMENT = "docs/database.md"
_EDGE = re.compile(r"(\w+) (\|o|\|\|)--(o\{|o\||\|\|) (\w+) : (\w+)")


def _drawn() -> set[tuple[str, str, str, bool, bool]]:
    """(left, right, column, whether the right must have a left, whether a left has many of the right)."""
    (diagram,) = fences(read(DOCUMENT))
    edges = [_EDGE.fullmatch(line.strip()) for line in diagram.splitlines()[1:]]
    assert None not in edges
    return {(e[1], e[4], e[5], e[2] == "||", e[3].endswith("{")) for e in edges if e}


def _foreign_keys(owner: Table) -> Iterator[tuple[str, str, str, bool, bool]]:
    alone = [tuple(key) for key in _unique(owner)] + [tuple(owner.primary_key.columns.keys())]
    for key in owner.foreign_keys:
        column = key.parent
        yield key.column.table.name, owner.name, column.name, not column.nullable, (column.name,) not in alone


def test_every_foreign_key_is_drawn_and_no_other() -> None:
    assert _drawn() == {edge for one in metadata.tables.values() for edge in _foreign_keys(one)}


def _about_tables_alone() -> str:
    """The sentences about tables without foreign keys."""
    return read(DOCUMENT).split("## Tables")[0].rsplit("Tables that point nowhere:")[1]


def test_every_table_is_drawn_or_named_as_alone() -> None:
    drawn = {name for edge in _drawn() for name in edge[:2]}
    alone = set(codes(squeezed(_about_tables_alone()))) & set(metadata.tables)
    assert drawn | alone == set(metadata.tables)
    assert not drawn & alone


def test_every_table_has_a_row() -> None:
    assert {codes(row[0])[0] for row in table(DOCUMENT, "Tables")} == set(metadata.tables)


def test_states() -> None:
    stated = {codes(row[0])[0]: codes(row[2]) for row in table(DOCUMENT, "Tables") if row[2]}
    types = {name: one.columns["state"].type for name, one in metadata.tables.items() if "state" in one.columns}
    kept = {name: list(word.vocabulary) for name, word in types.items() if isinstance(word, Word)}
    assert kept.keys() == types.keys()
    del stated["submissions"], kept["submissions"]
    assert stated == kept


def _unique(owner: Table) -> list[list[str]]:
    """The columns of each unique constraint and unique index."""
    constraints = [one.columns.keys() for one in owner.constraints if isinstance(one, UniqueConstraint)]
    return constraints + [one.columns.keys() for one in owner.indexes if one.unique]


def test_what_is_unique() -> None:
    stated = {(codes(row[0])[0], *codes(row[1])) for row in table(DOCUMENT, "What may be there once")}
    assert stated == {(name, *columns) for name, one in metadata.tables.items() for columns in _unique(one)}


def test_claims() -> None:
    (line,) = (rule for rule in section(DOCUMENT, "Rules").split("\n- ") if "**Claims**" in rule)
    named = set(codes(line.split("One conditional")[0]))
    columns = {column.name for column in claim_columns()}
    claimed = {name for name, one in metadata.tables.items() if columns <= set(one.columns.keys())}
    assert named == columns | claimed


def test_columns_that_are_named_exist() -> None:
    known = {column.name for one in metadata.tables.values() for column in one.columns}
    line = section(DOCUMENT, "Rules").split("\n- ")[0]
    assert set(codes(line)) <= known
