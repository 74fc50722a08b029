"""What offices announce to the liaisons of their area

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_announcements_{column}", ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("receivers", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unbound", sa.Integer(), nullable=False, server_default="0"),
        _key("office_id", "organisations", "CASCADE"),
        _key("person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sa.UniqueConstraint("key", name="uq_announcements_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcements_office_id_state", "announcements", ["office_id", "state"])


def downgrade() -> None:
    op.drop_table("announcements")
