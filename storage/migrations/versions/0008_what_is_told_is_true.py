"""Messages know since when they wait; the processes that run, the alarms that ring

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("queued_at", Instant()))
    # Campaign time is all that is known of the rows there are: the same, unless it is a rehearsal.
    op.execute("UPDATE outbox SET queued_at = created_at")
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("queued_at", nullable=False)
    op.create_table(
        "processes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("host", sa.String(64), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("vitals", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_processes"),
    )
    op.create_table(
        "alarms",
        sa.Column("alarm", sa.String(16), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alarm", name="pk_alarms"),
    )


def downgrade() -> None:
    op.drop_table("alarms")
    op.drop_table("processes")
    op.drop_column("outbox", "queued_at")
