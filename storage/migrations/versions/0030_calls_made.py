"""Calls made of a platform within the month; since when people know that a message does not go

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls_made",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("month", Instant(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("used_up", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("beyond", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tried_at", Instant()),
        sa.PrimaryKeyConstraint("channel", name="pk_calls_made"),
    )
    op.add_column("outbox", sa.Column("told_at", Instant()))
