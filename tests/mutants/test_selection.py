"""Which tests a change is tried against."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.change import Change, find
from tests.mutants.coverage_map import CoverageMap
from tests.mutants.selection import Selection

SOME = """from dataclasses import dataclass

MOST = 5
OTHER = 7


@dataclass
class Rule:
    width: int = 3


def f(a=1):
    if a > MOST:
        return 1
    return (a +
        2)
"""
USER = "from domain.some import Rule\n\n\ndef g(rule):\n    return rule.width\n"
NAMING = "from domain.some import OTHER\n\n\ndef test_h():\n    assert OTHER == 7\n"


@pytest.fixture
def selection(tmp_path: Path) -> Selection:
    for name, text in {"domain/some.py": SOME, "domain/user.py": USER, "tests/test_h.py": NAMING}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    lines = {
        "domain/some.py": {13: {"t::slow", "t::fast"}, 14: {"t::slow"}, 15: {"t::fast"}, 16: {"t::late"}},
        "domain/user.py": {5: {"t::user"}},
    }
    seconds = {"t::slow": 3.0, "t::fast": 0.1, "t::late": 1.0, "t::user": 0.2, "tests/test_h.py::test_h": 0.3}
    return Selection(tmp_path, CoverageMap(seconds=seconds, lines=lines))


@pytest.mark.parametrize(
    ("before", "tests"),
    [
        ("a > MOST", ["t::fast", "t::slow"]),  # the fastest first
        ("return 1", ["t::slow"]),
        ("a + 2", ["t::fast", "t::late"]),  # all lines of the statement
        ("a=1", ["t::fast", "t::late", "t::slow"]),  # a default: the whole function
        ("MOST = 5", ["t::fast", "t::slow"]),  # those who use the constant
        ("OTHER = 7", ["tests/test_h.py::test_h"]),  # a test that names it
        ("width: int = 3", ["t::user"]),  # a field, used elsewhere
    ],
)
def test_chooses(before: str, tests: list[str], selection: Selection) -> None:
    start, end = find(SOME, before)
    change = Change(file="domain/some.py", start=start, end=end, after="0")
    assert [test for test, _ in selection.tests(change)] == tests


def test_what_a_package_hands_on_is_used_where_the_package_is(tmp_path: Path) -> None:
    texts = {
        "storage/tables/__init__.py": "from storage.tables.mail import inbox\n",
        "storage/tables/mail.py": "inbox = Table(1)\noutbox = Table(2)\n",
        "storage/user.py": "from storage.tables import inbox, outbox\n\n\ndef g():\n    return outbox\n",
        "tests/test_h.py": "from storage import tables\n\n\ndef test_h():\n    assert tables.inbox\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    seconds = {"t::user": 1.0, "tests/test_h.py::test_h": 1.0}
    selection = Selection(tmp_path, CoverageMap(seconds=seconds, lines={"storage/user.py": {5: {"t::user"}}}))
    for before, test in (("Table(1)", "tests/test_h.py::test_h"), ("Table(2)", "t::user")):
        start, end = find(texts["storage/tables/mail.py"], before)
        change = Change(file="storage/tables/mail.py", start=start, end=end, after="0")
        assert [chosen for chosen, _ in selection.tests(change)] == [test]


def test_the_other_database_comes_last(tmp_path: Path) -> None:
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "some.py").write_text(SOME, encoding="utf-8")
    seconds = {"t::a[sqlite]": 3.0, "t::a[postgresql]": 1.0, "t::b[postgresql]": 2.0}
    known = CoverageMap(seconds=seconds, lines={"domain/some.py": {14: set(seconds)}})
    start, end = find(SOME, "return 1")
    change = Change(file="domain/some.py", start=start, end=end, after="return 2")
    chosen = [test for test, _ in Selection(tmp_path, known).tests(change)]
    assert chosen == ["t::b[postgresql]", "t::a[sqlite]", "t::a[postgresql]"]
