"""What conversations remember: choices offered, what can be undone, notes, phrases not understood

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Id, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A proposed nudge may name units and kinds.
    with op.batch_alter_table("conversations") as table:
        table.alter_column("awaiting", type_=sa.String(400), existing_type=sa.String(96))
    op.create_table(
        "recollections",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offered", sa.JSON(none_as_null=True)),
        sa.Column("offered_at", Instant()),
        sa.Column("kept", sa.JSON(none_as_null=True)),
        sa.Column("kept_at", Instant()),
        sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("said_after", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("undo", sa.JSON(none_as_null=True)),
        sa.Column("undo_at", Instant()),
        sa.Column("undo_after", sa.BigInteger(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_recollections_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_recollections"),
    )
    op.create_table(
        "notes",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_notes_organisation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notes_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("organisation_id", "day", name="pk_notes"),
    )
    op.create_table(
        "phrases",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("offered", sa.Text(), nullable=False, server_default=""),
        sa.Column("next", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_phrases_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_phrases"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phrases_person_id_id", "phrases", ["person_id", "id"])
    op.create_table(
        "earlier_receipts",
        sa.Column("receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipts.id"], name="fk_earlier_receipts_receipt_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_earlier_receipts_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("receipt_id", "submission_id", name="pk_earlier_receipts"),
    )
    op.add_column("submissions", sa.Column("wording", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_submissions_wording", "submissions", ["wording"])


def downgrade() -> None:
    op.drop_index("ix_submissions_wording", "submissions")
    op.drop_column("submissions", "wording")
    op.drop_table("earlier_receipts")
    op.drop_index("ix_phrases_person_id_id", "phrases")
    op.drop_table("phrases")
    op.drop_table("notes")
    op.drop_table("recollections")
    op.execute("UPDATE conversations SET awaiting = '' WHERE length(awaiting) > 96")
    with op.batch_alter_table("conversations") as table:
        table.alter_column("awaiting", type_=sa.String(96), existing_type=sa.String(400))
