"""What a conversation awaits in the words of today; tries that only waited have a column

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CONVERSATIONS = sa.table("conversations", sa.column("person_id"), sa.column("awaiting", sa.String))
_INBOX = sa.table("inbox", sa.column("waited", sa.Boolean), sa.column("error", sa.Text))
#: How the error of a try that was only too early began.
_LATER = "later: "


def upgrade() -> None:
    op.execute("ALTER TABLE conversations RENAME COLUMN pieces TO composed")
    with op.batch_alter_table("conversations") as table:
        table.alter_column("awaiting", type_=sa.String(96), existing_type=sa.String(64))
    for before, after in (("pieces", "composing"), ("confirm:chase:", "nudge:"), ("confirm:nudge:", "nudge:")):
        _begin_otherwise(before, after)
    op.add_column("inbox", sa.Column("waited", sa.Boolean(), nullable=False, server_default=sa.false()))
    waited = _INBOX.c.error.startswith(_LATER)
    error = sa.func.substr(_INBOX.c.error, len(_LATER) + 1)
    op.execute(_INBOX.update().where(waited).values(waited=sa.true(), error=error))


def downgrade() -> None:
    op.execute(_INBOX.update().where(_INBOX.c.waited).values(error=sa.literal(_LATER).concat(_INBOX.c.error)))
    op.drop_column("inbox", "waited")
    for before, after in (("composing", "pieces"), ("nudge:", "confirm:nudge:")):
        _begin_otherwise(before, after)
    with op.batch_alter_table("conversations") as table:
        table.alter_column("awaiting", type_=sa.String(64), existing_type=sa.String(96))
    op.execute("ALTER TABLE conversations RENAME COLUMN composed TO pieces")


def _begin_otherwise(before: str, after: str) -> None:
    """Every awaiting that begins with ``before`` begins with ``after`` instead."""
    awaiting = _CONVERSATIONS.c.awaiting
    otherwise = sa.literal(after).concat(sa.func.substr(awaiting, len(before) + 1))
    op.execute(_CONVERSATIONS.update().where(awaiting.startswith(before)).values(awaiting=otherwise))
