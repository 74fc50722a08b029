"""No page of the desk is left out when they are looked at in a browser (``tests/browser/test_accessibility.py``)."""

from __future__ import annotations

import pytest

from tests.support import desk_pages
from tests.support.desk_pages import LINKED, LOOKS, unseen


def test_every_page_is_looked_at() -> None:
    assert unseen() == [], "name it in tests/support/desk_pages.py: as what, and what must be there"


def test_a_page_that_nobody_looks_at_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(LOOKS, "people")
    monkeypatch.delitem(LINKED, "person")
    monkeypatch.delitem(desk_pages.ELSEWHERE, "/map")
    assert unseen() == ["/map", "/people", "/people/{person}"]
