"""Numbers in sentences are the code's: those of ``stated`` are found, and guarded documents have no others."""

from __future__ import annotations

import re

import pytest

from tests.docs.stated import STATED
from tests.support.documents import read, squeezed, without_fences

#: Documents whose sentences hold no number but those of ``stated`` and these, which are no constant of the code.
#: What stands in their tables is compared in a test of its own.
GUARDED: dict[str, tuple[str, ...]] = {
    "README.md": ("gets its 200",),
    "README.zh-CN.md": ("再应答 200",),
    "CONTRIBUTING.md": (
        "The nine packages",  # test_contributing: all of them, in order
        "over tus 1.0",
        "the five notices",  # test_notices
        "the eight members",  # test_contributing
        "compares the two",
        "when it passes 300 lines",  # a custom
        "at most 72 characters",  # test_contributing
        "GB/T 9704",  # the standard's name
    ),
    "docs/contract.md": (
        "in two ways",
        "answered with 200",  # test_contract
        "rehearsal of nanchang-2020",
    ),
    "docs/operations.md": (
        "503 with reasons",
        "with 2 GB and 30 seconds a file",  # test_operations
    ),
    "docs/database.md": ("The six counts",),
    "docs/campaigns.md": ("the five shipped ones",),
    "docs/limits.md": (),
    "docs/notices.md": (
        "five notices",
        "five real notices",
        "counts on 32 units: 31 省",  # test_notices
        "names an hour, 10:00",  # test_notices
        "Annex 2",
        "the notices of 2020",
        "the number of schools is 1",  # tests/domain/test_statistics.py
    ),
}
_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred"
_NUMBER = re.compile(rf"(?<![\w.-])\d[\d,.:]*|\b(?:{_WORDS})\b")
#: Codes, and where links lead: no sentences.
_OTHER = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|\[\d{4}")


def _unaccounted(text: str, known: tuple[str, ...]) -> list[str]:
    """The numbers of a text's sentences that stand in none of ``known``."""
    lines = [line for line in without_fences(text).splitlines() if not line.startswith("|")]
    sentences = squeezed("\n".join(re.sub(r"^\d+\. ", "", line) for line in lines))
    for one in known:
        sentences = sentences.replace(one, " ")
    return _NUMBER.findall(_OTHER.sub(" ", sentences))


@pytest.mark.parametrize(("name", "sentence"), [(name, one) for name, told in STATED.items() for one in told])
def test_what_is_stated_stands_in_the_document(name: str, sentence: str) -> None:
    assert sentence in squeezed(read(name))


@pytest.mark.parametrize("name", GUARDED)
def test_no_other_number_stands_there(name: str) -> None:
    assert _unaccounted(read(name), (*STATED.get(name, ()), *GUARDED[name])) == []


@pytest.mark.parametrize("name", GUARDED)
def test_what_is_excused_stands_there(name: str) -> None:
    assert [excused for excused in GUARDED[name] if excused not in squeezed(read(name))] == []


def test_a_number_that_nothing_accounts_for_is_noticed() -> None:
    text = "1. After five tries, or 20 minutes.\n| 7 |\n`8` of S3"
    assert _unaccounted(text, ()) == ["five", "20"]
    assert _unaccounted(text, ("five tries", "20 minutes")) == []
