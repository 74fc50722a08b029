"""Every field of a change is a column of the table it is written to."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest
from sqlalchemy import Table

from storage import conversations, inbox, outbox, submissions, tables, uploads
from storage.engine import claims
from storage.engine.changes import UNSET, Unset, columns


@pytest.mark.parametrize(
    ("change", "table"),
    [
        (submissions.Change, tables.submissions),
        (conversations.Change, tables.conversations),
        (uploads.Upload, tables.uploads),
        (uploads._Change, tables.uploads),
        (outbox._Sent, tables.outbox),
        (inbox._Postponed, tables.inbox),
        *((change, table) for change in (claims.Ended, claims.Postponed) for table in (tables.inbox, tables.outbox)),
        *((change, tables.scheduled_notices) for change in (claims.Ended, claims.Postponed)),
    ],
)
def test_fields_are_columns(change: type, table: Table) -> None:
    #: Stands for the columns that a verdict fills.
    assert {field.name for field in fields(change)} - {"report"} <= {column.name for column in table.c}


def test_none_is_a_value_and_unset_is_none() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Change:
        lock: str | Unset | None = UNSET
        state: str | Unset = UNSET

    assert columns(Change()) == {}
    assert columns(Change(lock=None)) == {"lock": None}
    assert columns(Change(lock="a", state="new")) == {"lock": "a", "state": "new"}
