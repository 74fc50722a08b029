"""The table of what pictures look like, narrow, so that a new photo is compared with all others in one short scan."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, LargeBinary, Table, Text

from storage.engine.schema import Id, metadata

appearances = Table(
    "appearances",
    metadata,
    Column("submission_id", Id, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    #: Where its small picture is kept.
    Column("thumbnail", Text, nullable=False),
    #: Where the pictures of the desk are, 320 and 1600 pixels at the longer side; NULL until they are made.
    Column("small", Text),
    Column("preview", Text),
    Column("sharpness", Float, nullable=False),
    #: As ``domain.similarity`` compares them; NULL and empty for a video's poster and for a plain picture.
    Column("fingerprint", BigInteger),
    Column("views", LargeBinary, nullable=False),
    # A scan of fingerprints reads this index alone.
    Index(None, "fingerprint", "submission_id"),
)
