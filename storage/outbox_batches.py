"""Claiming what is to be said: the rows that go to the platform in one call."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Choice
from domain.precedence import Precedence
from storage import outbox_statements
from storage.engine import claims
from storage.engine.database import Database
from storage.outbox_parts import StoredAttachment, stored_attachment
from storage.sendable import NOTHING, Spared, has_words

#: What the keys of reminders begin with: such a message is of no use after its deadline (``expires_at``).
REMINDER = "remind:"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of one channel with the same words, claimed together so that one call can carry them.

    ``accounts``: of the receivers, in the order of ``held.ids``. ``text``: as it is kept, perhaps sealed; ``again``
    follows it. ``attempts``: of the row tried most often. ``error``: of the last try. ``unworded``: what it is to say
    was not known yet (``storage.nudges``), and goes before ``again``.
    """

    channel: str
    text: str
    again: str
    expires_at: datetime | None
    accounts: tuple[str, ...]
    attempts: int
    held: claims.Held
    #: The same whenever these rows go together.
    key: str = ""
    error: str = ""
    unworded: bool = False
    to_group: bool = False
    attachment: StoredAttachment | None = None
    choices: tuple[Choice, ...] = ()
    #: The message of the inbox that is answered.
    reply_to: int | None = None
    precedence: Precedence = Precedence.NOTICE
    #: The deadline that it reminds of (campaign time).
    due: datetime | None = None


async def claim_batch(
    database: Database,
    *,
    now: datetime,
    lease: timedelta,
    pace: Mapping[str, int],
    most: Mapping[str, int],
    of: Collection[str] | None = None,
    besides: Collection[str] = (),
    spared: Spared = NOTHING,
) -> Batch | None:
    """The next message that may go, with other receivers of the same words on the same channel.

    ``now`` is real time. By channel: ``pace``, messages a minute to one receiver (platforms drop what exceeds theirs
    without a word); ``most``, receivers of one call. Only channels in ``of`` (None: all) and not in ``besides``.
    ``spared``: what is kept back for want of calls.
    """
    kept = tuple(sorted(pace.items()))
    wanted = None if of is None else tuple(of), tuple(besides), spared

    async def claimed(connection: AsyncConnection) -> tuple[RowMapping, list[RowMapping]] | None:
        new = secrets.token_hex(8)
        first = await claims.taken(
            connection, *outbox_statements.first(kept, lease, *wanted, now=now, claim=claims.new_claim(), batch=new)
        )
        if first is None:
            return None
        if first["batch"] == new:
            return first, [first]
        return first, await _take(connection, first, new, kept, most.get(first["channel"], 1), now, lease)

    found = await database.transact(claimed)
    if found is None:
        return None
    return _batch(*found)


async def claim_own(
    connection: AsyncConnection, key: str, *, now: datetime, lease: timedelta, pace: Mapping[str, int]
) -> Batch | None:
    """Claim what this transaction says by ``key``, or its first part; None when it has to wait or may go with others.

    ``now`` is real time.
    """
    given = {"key": f"{key}#1", "now": now, "claim": claims.new_claim(), "batch": secrets.token_hex(8)}
    row = await claims.taken(connection, *outbox_statements.own(tuple(sorted(pace.items())), lease, **given))
    return _batch(row, [row]) if row else None


def _batch(first: RowMapping, rows: Sequence[RowMapping]) -> Batch:
    """Of rows claimed together, which say what ``first`` says."""
    return Batch(
        channel=first["channel"],
        text=first["text"],
        again=first["again"],
        expires_at=first["expires_at"],
        accounts=tuple(row["account"] for row in rows),
        attempts=max(row["attempts"] for row in rows),
        held=claims.held(*rows),
        key=rows[0]["batch"] or "",
        error=first["error"],
        unworded=not first["text"] and not first["attachment_key"],
        to_group=first["to_group"],
        attachment=stored_attachment(first),
        choices=tuple(Choice(label=label, says=says) for label, says in first["choices"] or ()),
        reply_to=first["reply_to"],
        precedence=Precedence(first["precedence"]),
        due=first["expires_at"] if first["key"].startswith(REMINDER) else None,
    )


async def _take(
    connection: AsyncConnection,
    first: RowMapping,
    new: str,
    pace: outbox_statements.Pace,
    most: int,
    now: datetime,
    lease: timedelta,
) -> list[RowMapping]:
    """Put ``first`` and others that may go too, up to ``most``, into its batch or the ``new`` one, in one claim."""
    batch = first["batch"] or new
    given = {"first": first["id"], "batch": batch, "now": now, "most": most - 1}
    if first["batch"] or first["choices"] or not has_words(first["words"]):
        # What goes alone is of a batch that is new.
        statement = outbox_statements.taking_again(lease, **given)
    else:
        same = {name: first[name] for name in ("channel", "words", "again", "expires_at")}
        statement = outbox_statements.taking(pace, lease, **given, **same)
    values = {"new_claim": first["claim"], "new_attempts": first["attempts"]}
    result = await connection.execute(statement[0], statement[1] | values)
    return sorted(result.mappings().all(), key=lambda row: int(row["id"]))
