"""What a sender wrote, where an office has edited it

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("original", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("submissions", "original")
