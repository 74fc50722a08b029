"""Connections that we open to platforms: who holds which, since when it stands

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "connections",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("since", Instant(), nullable=True),
        sa.Column("lost_at", Instant(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=True),
        sa.Column("holder", sa.String(80), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("retry_at", Instant(), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("claim", sa.String(32), nullable=True),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("channel", name="uq_connections_channel"),
        sqlite_autoincrement=True,
    )
