"""Bulletins of offices: drafts in blocks, and what was issued

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("names_missing", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("by_kind", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("corrects", _KEY, nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False, server_default=""),
        sa.Column("sha256", sa.String(64), nullable=False, server_default=""),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.Column("told_supervisors_at", Instant(), nullable=True),
        sa.Column("told_liaisons_at", Instant(), nullable=True),
        sa.Column("person_id", _KEY, nullable=True),
        _key("bulletins", "office_id", "organisations", "CASCADE"),
        _key("bulletins", "corrects", "bulletins", "SET NULL"),
        _key("bulletins", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletins"),
        sa.UniqueConstraint("office_id", "kind", "year", "number", name="uq_bulletins_office_id_kind_year_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulletins_office_id_campaign", "bulletins", ["office_id", "campaign"])
    op.create_index("ix_bulletins_corrects", "bulletins", ["corrects"])
    op.create_table(
        "bulletin_blocks",
        sa.Column("bulletin_id", _KEY, nullable=False),
        sa.Column("block", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, server_default=""),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        _key("bulletin_blocks", "bulletin_id", "bulletins", "CASCADE"),
        _key("bulletin_blocks", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("bulletin_id", "block", name="pk_bulletin_blocks"),
    )


def downgrade() -> None:
    op.drop_table("bulletin_blocks")
    op.drop_table("bulletins")
