"""The words of the glossary: a batch of the outbox, scheduled notices, material without a unit, nudges

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: Table, column, value until now, value from now on.
_VALUES = (
    ("submissions", "state", "held", "unassigned"),
    ("events", "verb", "chased", "nudged"),
)


def upgrade() -> None:
    op.drop_index("ix_outbox_parcel", "outbox")
    op.execute("ALTER TABLE outbox RENAME COLUMN parcel TO batch")
    op.create_index("ix_outbox_batch", "outbox", ["batch"])
    _move_notices("appointments", "scheduled_notices")
    for table, column, before, after in _VALUES:
        _replace(table, column, before, after)


def downgrade() -> None:
    for table, column, before, after in _VALUES:
        _replace(table, column, after, before)
    _move_notices("scheduled_notices", "appointments")
    op.drop_index("ix_outbox_batch", "outbox")
    op.execute("ALTER TABLE outbox RENAME COLUMN batch TO parcel")
    op.create_index("ix_outbox_parcel", "outbox", ["parcel"])


def _replace(table: str, column: str, before: str, after: str) -> None:
    named = sa.table(table, sa.column(column))
    op.execute(named.update().where(named.c[column] == before).values({column: after}))


def _move_notices(before: str, after: str) -> None:
    """A new table with the old one's rows: constraints keep the name of the table they were made for."""
    op.create_table(
        after,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("run_at", Instant(timezone=True), nullable=False),
        sa.Column("expires_at", Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", Instant(timezone=True), nullable=False),
        sa.Column("claimed_until", Instant(timezone=True)),
        sa.Column("claim", sa.String(32)),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.UniqueConstraint("campaign", "what", "item", "day", "run_at"),
    )
    columns = (
        "id, campaign, what, item, day, run_at, expires_at, state, attempts, retry_at, claimed_until, claim, error"
    )
    op.execute(f"INSERT INTO {after} ({columns}) SELECT {columns} FROM {before}")
    op.drop_table(before)
    op.create_index(f"ix_{after}_state_run_at", after, ["state", "run_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"SELECT setval(pg_get_serial_sequence('{after}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {after}), false)")
