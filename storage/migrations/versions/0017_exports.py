"""Exports with the list that each was made of, and links that open one to somebody outside

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, other: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False, server_default="making"),
        sa.Column("part_bytes", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("prepared", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lost", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("retry_at", Instant(), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("claim", sa.String(32), nullable=True),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        _key("exports", "office_id", "organisations", "CASCADE"),
        _key("exports", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_exports_office_id_campaign", "exports", ["office_id", "campaign"])
    op.create_index("ix_exports_state_expires_at", "exports", ["state", "expires_at"])
    op.create_table(
        "export_members",
        sa.Column("export_id", _KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("submission_id", _KEY, nullable=True),
        sa.Column("key", sa.Text(), nullable=False, server_default=""),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("crc32", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        _key("export_members", "export_id", "exports", "CASCADE"),
        _key("export_members", "submission_id", "submissions", None),
        sa.PrimaryKeyConstraint("export_id", "place", name="pk_export_members"),
    )
    op.create_index("ix_export_members_submission_id", "export_members", ["submission_id"])
    op.create_table(
        "shares",
        sa.Column("id", Id, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("export_id", _KEY, nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("downloads", sa.Integer(), nullable=False, server_default="0"),
        _key("shares", "export_id", "exports", "CASCADE"),
        _key("shares", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
        sa.UniqueConstraint("sha256", name="uq_shares_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shares_export_id", "shares", ["export_id"])


def downgrade() -> None:
    op.drop_table("shares")
    op.drop_table("export_members")
    op.drop_table("exports")
