"""The CRC-32 of every file, which a zip of it needs before any of it is read

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_UNSUMMED = sa.text("crc32 IS NULL AND key <> ''")


def upgrade() -> None:
    op.add_column("submissions", sa.Column("crc32", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_submissions_unsummed", "submissions", ["id"], sqlite_where=_UNSUMMED, postgresql_where=_UNSUMMED
    )


def downgrade() -> None:
    op.drop_index("ix_submissions_unsummed", "submissions")
    op.drop_column("submissions", "crc32")
