"""Tables of what people type, as typed and varied: understood, or one tap away, and never an unmeant act."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.phrase_rows import Row, Verdict, decided, judged, rows
from tests.support.phrase_variants import variants


def _figures(table: list[Row]) -> Counter[Verdict]:
    return Counter(judged(row) for row in table)


def _varied(table: list[Row]) -> list[Row]:
    return [varied for row in table for _, varied in variants(row)]


TABLES = ("phrases", "own_phrases", "more_phrases", "held_phrases", "last_phrases")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("as_typed", [True, False])
def test_what_people_type_is_understood(name: str, as_typed: bool) -> None:
    table = rows(name) if as_typed else _varied(rows(name))
    figures = _figures(table)
    assert figures[Verdict.RIGHT] >= 0.95 * len(table), figures
    assert figures[Verdict.RIGHT] + figures[Verdict.ONE_TAP] >= 0.99 * len(table), figures


@pytest.mark.parametrize("name", TABLES)
def test_no_act_that_was_not_meant(name: str) -> None:
    table = rows(name)
    unmeant = {(row.context, row.utterance): decided(row) for row in [*table, *_varied(table)] if _unmeant(row)}
    assert not unmeant


def _unmeant(row: Row) -> bool:
    return judged(row) is Verdict.UNMEANT
