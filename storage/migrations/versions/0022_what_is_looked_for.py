"""Indexes of what is looked for again and again: units under another one, receipts that are not sent

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_UNSENT = sa.text("state <> 'sent'")


def upgrade() -> None:
    op.create_index("ix_organisations_parent_id", "organisations", ["parent_id"])
    op.create_index("ix_receipts_unsent", "receipts", ["id"], sqlite_where=_UNSENT, postgresql_where=_UNSENT)


def downgrade() -> None:
    op.drop_index("ix_receipts_unsent", "receipts")
    op.drop_index("ix_organisations_parent_id", "organisations")
