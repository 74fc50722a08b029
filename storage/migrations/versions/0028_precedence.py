"""What goes first of the outbox

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_RECEIPT = 2


def upgrade() -> None:
    op.add_column("outbox", sa.Column("precedence", sa.Integer(), nullable=False, server_default="1"))
    op.execute(f"UPDATE outbox SET precedence = {_RECEIPT} WHERE minor")
    op.drop_column("outbox", "minor")
    op.drop_index("ix_outbox_new", table_name="outbox")
    waits = sa.text("state = 'new'")
    op.create_index("ix_outbox_new", "outbox", ["precedence", "id"], sqlite_where=waits, postgresql_where=waits)
