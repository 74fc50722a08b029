"""Links and codes: blanked where they were sent, used codes kept as a hash

Messages that are still to go stay as they are: the key that seals is not known here, and they are blanked when they are
sent. What was hashed or blanked stays so in a downgrade.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TEXTS = {
    name: sa.table(name, sa.column("id", sa.BigInteger), sa.column("text", sa.Text), sa.column("state", sa.String))
    for name in ("outbox", "inbox", "bubbles")
}
_INVITES = sa.table("invites", sa.column("code", sa.String), sa.column("used_at", sa.DateTime))
_CODE = r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s_－—–-]{6,}"
_LINK = re.compile(r"(?<=/u/)[A-Za-z0-9_-]{20,}")
_BINDING = re.compile(rf"绑定[\s:：]*{_CODE}")
_WRITTEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{8}(?![0-9A-Za-z])")
_BATCH = 1000


def upgrade() -> None:
    with op.batch_alter_table("invites") as table:
        table.alter_column("code", existing_type=sa.String(16), type_=sa.String(64), existing_nullable=False)
    connection = op.get_bind()
    used = connection.execute(sa.select(_INVITES.c.code).where(_INVITES.c.used_at.is_not(None))).scalars().all()
    for code in used:
        connection.execute(_INVITES.update().where(_INVITES.c.code == code).values(code=_digest(code)))
    outbox, inbox, bubbles = _TEXTS["outbox"], _TEXTS["inbox"], _TEXTS["bubbles"]
    holds = outbox.c.text.contains("/u/") | outbox.c.text.contains("绑定") | outbox.c.text.contains("邀请码")
    _rewrite(outbox, (outbox.c.state != "new") & holds, lambda text: "" if _opens(text) else text)
    _rewrite(inbox, (inbox.c.state != "new") & inbox.c.text.contains("绑定"), lambda text: _BINDING.sub("绑定 …", text))
    said = bubbles.c.text.contains("/u/") | bubbles.c.text.contains("绑定") | bubbles.c.text.contains("邀请码")
    _rewrite(bubbles, said, lambda text: _WRITTEN.sub("…", _BINDING.sub("绑定 …", _LINK.sub("…", text))))


def _opens(text: str) -> bool:
    return bool(_LINK.search(text) or _WRITTEN.search(text))


def _rewrite(table: sa.TableClause, which: sa.ColumnElement[bool], change: Callable[[str], str]) -> None:
    connection = op.get_bind()
    for rows in _batches(table, which):
        for id_, text in rows:
            if change(text) != text:
                connection.execute(table.update().where(table.c.id == id_).values(text=change(text)))


def _batches(table: sa.TableClause, which: sa.ColumnElement[bool]) -> Iterator[list[tuple[int, str]]]:
    after = 0
    while True:
        query = sa.select(table.c.id, table.c.text).where(which, table.c.id > after).order_by(table.c.id).limit(_BATCH)
        rows = [(id_, text) for id_, text in op.get_bind().execute(query)]
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def _digest(code: str) -> str:
    """As ``storage.used_codes`` does it."""
    return hashlib.scrypt(code.encode(), salt=b"baosong invite code", n=2**14, r=8, p=1, dklen=32).hex()


def downgrade() -> None:
    """The column stays wide: hashes do not fit into the narrow one."""
