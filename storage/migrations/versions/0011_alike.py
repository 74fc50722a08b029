"""Messages that are alike are found by index; what is known of the organisations has a version

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NEW = sa.text("state = 'new'")


def upgrade() -> None:
    op.create_index("ix_outbox_new", "outbox", ["id"], sqlite_where=_NEW, postgresql_where=_NEW)
    columns = ["channel", "words", "id"]
    op.create_index("ix_outbox_alike", "outbox", columns, sqlite_where=_NEW, postgresql_where=_NEW)
    op.add_column("organisations", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_organisations_revision", "organisations", ["revision"])


def downgrade() -> None:
    op.drop_index("ix_organisations_revision", "organisations")
    op.drop_column("organisations", "revision")
    op.drop_index("ix_outbox_alike", "outbox")
    op.drop_index("ix_outbox_new", "outbox")
