"""Work that is set aside, channels that are probed, accounts not delivered to, words that are repeated

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OUTBOX = sa.table("outbox", sa.column("state", sa.String), sa.column("error", sa.Text))
_NOTICES = sa.table("scheduled_notices", sa.column("state", sa.String))
_RECEIPTS = sa.table("receipts", sa.column("state", sa.String))
#: How the error of a message that will never go began, and its state from here on.
_STATES = {"expired": "dropped", "receiver": "rejected"}


def upgrade() -> None:
    op.create_table(
        "setbacks",
        sa.Column("lane", sa.String(16), nullable=False),
        sa.Column("row_id", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("lane", "row_id", name="pk_setbacks"),
    )
    op.create_table(
        "unreachable_accounts",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("account", sa.String(128), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name="pk_unreachable_accounts"),
    )
    op.create_table(
        "nudges",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("messages", sa.String(200), nullable=False),
        sa.Column("answer_by", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_nudges"),
    )
    op.add_column("channel_states", sa.Column("probe_at", Instant()))
    op.add_column("outbox", sa.Column("words", sa.String(64), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("again", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_outbox_words", "outbox", ["words", "account"])
    for table in ("inbox", "outbox"):
        failed = sa.text("state = 'failed'")
        op.create_index(f"ix_{table}_failed", table, ["id"], sqlite_where=failed, postgresql_where=failed)
    for error, state in _STATES.items():
        gone = (_OUTBOX.c.state == "failed") & _OUTBOX.c.error.startswith(error)
        op.execute(_OUTBOX.update().where(gone).values(state=state))
    # A channel that rested without an end in sight is tried at once: what it waited for may be mended.
    op.execute("DELETE FROM channel_states")


def downgrade() -> None:
    op.execute(_RECEIPTS.update().where(_RECEIPTS.c.state.in_(("closed", "failed"))).values(state="sent"))
    op.execute(_NOTICES.update().where(_NOTICES.c.state == "failed").values(state="dropped"))
    op.execute(_OUTBOX.update().where(_OUTBOX.c.state.in_(_STATES.values())).values(state="failed"))
    for table in ("inbox", "outbox"):
        op.drop_index(f"ix_{table}_failed", table)
    op.drop_index("ix_outbox_words", "outbox")
    op.drop_column("outbox", "again")
    op.drop_column("outbox", "words")
    op.drop_column("channel_states", "probe_at")
    op.drop_table("nudges")
    op.drop_table("unreachable_accounts")
    op.drop_table("setbacks")
