"""Messages carry files and choices and know their groups; who has spoken, on channels that ask for it

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INBOX = ("group_id", "addressed", "reply_handle", "reply_until", "fetch_by", "fetched_key", "fetched_name")
_OUTBOX = ("to_group", "attachment_key", "attachment_name", "attachment_kind", "choices", "reply_to", "minor")
#: Index → table, columns, of which rows.
_INDEXES = {
    "ix_inbox_fetch_by": ("inbox", ["fetch_by"], "fetch_by IS NOT NULL"),
    "ix_inbox_fetched": ("inbox", ["id"], "fetched_key != ''"),
    "ix_inbox_reply": ("inbox", ["channel", "group_id", "sender", "id"], "reply_handle != ''"),
    "ix_inbox_groups": ("inbox", ["channel", "group_id"], "group_id != ''"),
    "ix_outbox_parked": ("outbox", ["channel", "account", "id"], "state = 'parked'"),
}


def _words(name: str, type_: sa.String | sa.Text) -> sa.Column[str]:
    return sa.Column(name, type_, nullable=False, server_default="")


def upgrade() -> None:
    op.add_column("inbox", _words("group_id", sa.String(128)))
    op.add_column("inbox", sa.Column("addressed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("inbox", _words("reply_handle", sa.Text()))
    op.add_column("inbox", sa.Column("reply_until", Instant()))
    op.add_column("inbox", sa.Column("fetch_by", Instant()))
    op.add_column("inbox", _words("fetched_key", sa.Text()))
    op.add_column("inbox", _words("fetched_name", sa.Text()))
    op.add_column("outbox", sa.Column("to_group", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", _words("attachment_key", sa.Text()))
    op.add_column("outbox", _words("attachment_name", sa.Text()))
    op.add_column("outbox", sa.Column("attachment_kind", sa.String(8)))
    op.add_column("outbox", sa.Column("choices", sa.JSON()))
    op.add_column("outbox", sa.Column("reply_to", Id))
    op.add_column("outbox", sa.Column("minor", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, (table, columns, where) in _INDEXES.items():
        rows = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)
    op.create_table(
        "heard_accounts",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("account", sa.String(128), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "account", name="pk_heard_accounts"),
    )


def downgrade() -> None:
    op.drop_table("heard_accounts")
    # What an older version does not know it would not send either.
    op.execute("UPDATE outbox SET state = 'dropped' WHERE state = 'parked'")
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table)
    for table, columns in (("outbox", _OUTBOX), ("inbox", _INBOX)):
        for column in columns:
            op.drop_column(table, column)
