"""The desk: marks, returns and adoptions of offices, sessions and logins, pictures in two more sizes

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def upgrade() -> None:
    op.add_column("appearances", sa.Column("small", sa.Text(), nullable=True))
    op.add_column("appearances", sa.Column("preview", sa.Text(), nullable=True))
    op.add_column("submissions", sa.Column("uncounted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "marks",
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("mark", sa.String(8), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("category", sa.String(32), nullable=False, server_default=""),
        sa.Column("theme", sa.String(32), nullable=False, server_default=""),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        _key("marks", "submission_id", "submissions", "CASCADE"),
        _key("marks", "office_id", "organisations", "CASCADE"),
        _key("marks", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("submission_id", "office_id", name="pk_marks"),
    )
    op.create_index("ix_marks_office_id_mark_submission_id", "marks", ["office_id", "mark", "submission_id"])
    untold = sa.text("mark = 'passed' AND told_at IS NULL")
    op.create_index("ix_marks_untold", "marks", ["at"], sqlite_where=untold, postgresql_where=untold)
    op.create_table(
        "returns",
        sa.Column("id", Id, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("uncounted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("settled_by", _KEY, nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        _key("returns", "submission_id", "submissions", "CASCADE"),
        _key("returns", "office_id", "organisations", "CASCADE"),
        _key("returns", "person_id", "people", "SET NULL"),
        _key("returns", "settled_by", "submissions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_returns_submission_id", "returns", ["submission_id"])
    op.create_index("ix_returns_settled_by", "returns", ["settled_by"])
    op.create_table(
        "adoptions",
        sa.Column("id", Id, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("medium", sa.String(100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, server_default=""),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        _key("adoptions", "submission_id", "submissions", "CASCADE"),
        _key("adoptions", "office_id", "organisations", "CASCADE"),
        _key("adoptions", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_adoptions"),
        sa.UniqueConstraint("submission_id", "medium", "url", name="uq_adoptions_submission_id_medium_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_adoptions_office_id_on_day", "adoptions", ["office_id", "on_day"])
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("agent", sa.String(32), nullable=False, server_default=""),
        sa.Column("address", sa.String(64), nullable=False, server_default=""),
        _key("sessions", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name="pk_sessions"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "logins",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("agent", sa.String(32), nullable=False, server_default=""),
        sa.Column("address", sa.String(64), nullable=False, server_default=""),
        _key("logins", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name="pk_logins"),
    )
    op.create_index("ix_logins_code", "logins", ["code"])
    op.create_index("ix_logins_person_id", "logins", ["person_id"])
    op.create_index("ix_logins_expires_at", "logins", ["expires_at"])


def downgrade() -> None:
    for table in ("logins", "sessions", "adoptions", "returns", "marks"):
        op.drop_table(table)
    op.drop_column("submissions", "uncounted")
    op.drop_column("appearances", "preview")
    op.drop_column("appearances", "small")
