"""Which roster was taken last, and accounts that wait for the office above

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_imports",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("after_event", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roster_imports"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pending_bindings",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("account", sa.String(128), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_pending_bindings_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pending_bindings"),
        sa.UniqueConstraint("channel", "account", name="uq_pending_bindings_channel_account"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pending_bindings_person_id", "pending_bindings", ["person_id"])
    op.add_column("identities", sa.Column("bound_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("identities", "bound_at")
    op.drop_index("ix_pending_bindings_person_id", "pending_bindings")
    op.drop_table("pending_bindings")
    op.drop_table("roster_imports")
