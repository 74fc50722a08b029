"""Messages that come back before it is noted that they went

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "came_back",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("account", sa.String(128), nullable=False),
        sa.Column("reason", sa.String(16), nullable=True),
        sa.Column("detail", sa.String(100), nullable=False, server_default=""),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id", name="pk_came_back"),
    )
