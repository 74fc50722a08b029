"""A unit's website: the newest address that was accepted for something owed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.findings import Kind
from domain.submission import State
from domain.websites import address_of
from handlers.desk.unit import website
from storage.desk.unit import UnitItem
from tests.support.town import november
from tests.support.values import obligation

ONCE, DAILY = obligation(1, item="website"), obligation(2)
NEW, OLD = "https://school.example/zjz", "http://old.example"


def item(number: int, text: str, **values: Any) -> UnitItem:
    usual: dict[str, Any] = {
        "obligation_id": ONCE.id,
        "kind": Kind.TEXT,
        "state": State.ACCEPTED,
        "what": "",
        "at": november(6) + timedelta(minutes=number),
        "uncounted": False,
        "findings": (),
        "pictured": False,
        "mark": None,
    }
    return UnitItem(number=number, text=text, **{**usual, **values})


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([item(2, f" {NEW}\n"), item(1, OLD)], (2, NEW)),
        ([item(3, "还在建"), item(2, NEW, state=State.REFUSED), item(1, OLD)], (1, OLD)),
        ([item(2, NEW, uncounted=True)], (0, "")),
        ([item(2, NEW, obligation_id=DAILY.id)], (0, "")),
        ([], (0, "")),
    ],
)
def test_the_newest_that_counts(items: list[UnitItem], found: tuple[int, str]) -> None:
    assert website(items, [ONCE, DAILY]) == found


@pytest.mark.parametrize(
    "said", ["javascript:alert(1)", "见 https://a.example", "https://a.example 已开通", "", "a.example"]
)
def test_what_is_more_than_an_address_or_none_is_no_link(said: str) -> None:
    assert address_of(said) == ""
