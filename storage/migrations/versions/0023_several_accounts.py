"""Codes by which a person binds a further account, and from which of several accounts they spoke last

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pairing_codes",
        sa.Column("person_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_pairing_codes_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_pairing_codes"),
        sa.UniqueConstraint("hash", name="uq_pairing_codes_hash"),
    )
    op.add_column("identities", sa.Column("heard_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("identities", "heard_at")
    op.drop_table("pairing_codes")
