"""What offices allow by way of exception: more time, exemption, a refused item taken all the same

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Two deadlines of one day may have a reminder at the same moment.
_NOTICE = ["campaign", "what", "item", "day", "run_at"]
_UNIQUE = "uq_scheduled_notices_campaign_what_item_day_run_at"


def _key(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def upgrade() -> None:
    op.add_column("obligations", sa.Column("extended", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("submissions", sa.Column("allowed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "allowances",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("office_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False, server_default=""),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("organisation_id", _KEY, nullable=True),
        sa.Column("submission_id", _KEY, nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_by", _KEY, nullable=True),
        _key("allowances", "office_id", "organisations", "CASCADE"),
        _key("allowances", "person_id", "people", "SET NULL"),
        _key("allowances", "organisation_id", "organisations", "CASCADE"),
        _key("allowances", "submission_id", "submissions", "CASCADE"),
        _key("allowances", "revoked_by", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_allowances"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_allowances_campaign_day", "allowances", ["campaign", "day"])
    op.create_index("ix_allowances_submission_id", "allowances", ["submission_id"])
    op.create_table(
        "allowed_units",
        sa.Column("allowance_id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        _key("allowed_units", "allowance_id", "allowances", "CASCADE"),
        _key("allowed_units", "organisation_id", "organisations", "CASCADE"),
        sa.PrimaryKeyConstraint("allowance_id", "organisation_id", name="pk_allowed_units"),
    )
    op.create_index("ix_allowed_units_organisation_id", "allowed_units", ["organisation_id"])
    _notices(_UNIQUE, f"{_UNIQUE}_expires_at", [*_NOTICE, "expires_at"])


def downgrade() -> None:
    kept = f"SELECT min(id) FROM scheduled_notices GROUP BY {', '.join(_NOTICE)}"
    op.execute(f"DELETE FROM scheduled_notices WHERE id NOT IN ({kept})")
    _notices(f"{_UNIQUE}_expires_at", _UNIQUE, _NOTICE)
    op.drop_table("allowed_units")
    op.drop_table("allowances")
    op.drop_column("submissions", "allowed")
    op.drop_column("obligations", "extended")


def _notices(before: str, after: str, columns: list[str]) -> None:
    with op.batch_alter_table("scheduled_notices") as table:
        table.drop_constraint(before, type_="unique")
        table.create_unique_constraint(after, columns)
