"""docs/glossary.md: every word once, with its Chinese and its meaning; tables are named by it."""

from __future__ import annotations

from collections import Counter

from storage.tables import metadata
from tests.support.documents import read, tables

(TABLE,) = tables(read("docs/glossary.md"))
ROWS = TABLE[1:]
WORDS = [word for row in ROWS for word in row[0].split(", ")]
#: Plural → singular where it is not an s less.
_SINGULARS = {"people": "person", "duties": "duty", "identities": "identity", "inbox": "inbox", "outbox": "outbox"}
#: Tables named by a part of a glossary's word.
_PARTS = {"link": "upload link"}


def test_every_word_stands_once() -> None:
    assert [word for word, times in Counter(WORDS).items() if times > 1] == []


def test_every_word_is_explained_and_has_its_chinese() -> None:
    assert [row[0] for row in ROWS if not row[2]] == []
    assert [row[0] for row in ROWS if not row[1]] == ["room"]


def test_every_table_is_named_by_a_word() -> None:
    for name in metadata.tables:
        singular = _SINGULARS.get(name, name.removesuffix("s")).replace("_", " ")
        assert _PARTS.get(singular, singular) in WORDS, name
