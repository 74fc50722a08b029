"""Addresses that bring in one person each

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invite_links",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_invite_links_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "channel", name="pk_invite_links"),
    )
