"""Where pulling from a platform has come to, and what it last called us with

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("connections", sa.Column("cursor", sa.String(128), nullable=False, server_default=""))
    op.add_column("connections", sa.Column("hint", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("connections", "hint")
    op.drop_column("connections", "cursor")
