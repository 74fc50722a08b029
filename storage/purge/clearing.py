"""The purge itself, in steps each of which can be done again: objects first, then the rows that name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    RowMapping,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bulletin import BulletinState
from storage import uploads as upload_rows
from storage.engine.database import Database
from storage.engine.objects import Objects, campaign_folder
from storage.inbox import UPLOAD
from storage.purge.columns import SILENT, UNREAD
from storage.purge.scope import Scope, cleared_people, is_adopted, purged_submissions, received_before, sent_before
from storage.simulator import SIMULATOR
from storage.states import UploadState
from storage.tables import (
    adoptions,
    allowances,
    announcements,
    appearances,
    bubbles,
    bulletin_blocks,
    bulletins,
    came_back,
    conversations,
    drafts,
    events,
    exports,
    heard_accounts,
    identities,
    inbox,
    invite_links,
    invites,
    links,
    logins,
    marks,
    notes,
    nudges,
    outbox,
    pairing_codes,
    pending_bindings,
    people,
    phrases,
    receipts,
    recollections,
    returns,
    sessions,
    setbacks,
    submissions,
    unreachable_accounts,
    uploads,
)

#: Submissions, or other rows, of one transaction.
_AT_ONCE = 200
#: What an event may go on saying: codes, days and kinds, and numbers under any name.
_SAID = frozenset(
    ("item", "kind", "state", "day", "campaign", "unit", "channel", "level", "mark", "before_mark", "due_at", "before")
)


async def clear(database: Database, objects: Objects, scope: Scope, *, cleared_name: str) -> None:
    """Everything but compacting the database. ``cleared_name``: what people are called from now on.

    Raises ``ObjectsUnavailable`` and ``DatabaseUnavailable``; what was done stays done, another run goes on.
    """
    async with database.write() as connection:
        for statement in _ways_in(scope):
            await connection.execute(statement)
    await _submissions(database, objects, scope)
    await _left_in_store(database, objects, scope)
    await _uploads(database, objects)
    async with database.write() as connection:
        for statement in (*_said(scope), *_decided(scope), *_persons(scope, cleared_name)):
            await connection.execute(statement)
    await _events(database, scope)


def _ways_in(scope: Scope) -> Sequence[Executable]:
    """What opens something and is over, or is of somebody who has left."""
    gone = cleared_people(scope)
    return [
        delete(table).where(or_(table.c.expires_at < scope.real, table.c.person_id.in_(gone)))
        for table in (sessions, logins, links)
    ]


async def _submissions(database: Database, objects: Objects, scope: Scope) -> None:
    last = 0
    while True:
        async with database.read() as connection:
            rows = await _some(connection, scope, last)
        if not rows:
            return
        for row in rows:
            stays = scope.keep_adopted and row["adopted"]
            media = f"{SIMULATOR}/{row['media']}" if row["media"] and row["channel"] == SIMULATOR else ""
            keys = (row["thumbnail"], row["small"], row["preview"], media, "" if stays else row["key"])
            for key in filter(None, keys):
                await objects.delete(key)
        async with database.write() as connection:
            await _blank(connection, scope, rows)
        last = rows[-1]["id"]


async def _some(connection: AsyncConnection, scope: Scope, last: int) -> Sequence[RowMapping]:
    """The next submissions after that number, with their objects."""
    pictures = (appearances.c.thumbnail, appearances.c.small, appearances.c.preview)
    own = (submissions.c.id, submissions.c.key, submissions.c.form, submissions.c.inbox_id, submissions.c.receipt_id)
    joined = submissions.outerjoin(appearances).outerjoin(inbox, inbox.c.id == submissions.c.inbox_id)
    query = (
        select(*own, *pictures, inbox.c.media, inbox.c.channel, is_adopted().label("adopted"))
        .select_from(joined)
        .where(purged_submissions(scope), submissions.c.id > last)
        .order_by(submissions.c.id)
        .limit(_AT_ONCE)
    )
    return (await connection.execute(query)).mappings().all()


async def _blank(connection: AsyncConnection, scope: Scope, rows: Sequence[RowMapping]) -> None:
    words = dict.fromkeys(("caption", "text", "file_name", "sha256", "wording"), "")
    blank: dict[str, Any] = {**words, "facts": {}, "findings": [], "original": None}
    statement = update(submissions).where(submissions.c.id == bindparam("of"))
    for row in rows:
        adopted, form = row["adopted"] and not scope.all_of_it, row["form"]
        values = {**blank, "form": None if form is None else without_words(form)}
        if not adopted:
            values["title"] = ""
        if not (scope.keep_adopted and row["adopted"]):
            values |= {"key": "", "crc32": None}
        await connection.execute(statement.values(**values), {"of": row["id"]})
    ids = [row["id"] for row in rows]
    await connection.execute(delete(appearances).where(appearances.c.submission_id.in_(ids)))
    gathered = [row["receipt_id"] for row in rows if row["receipt_id"] is not None]
    spoken = and_(receipts.c.id.in_(gathered), receipts.c.state != "open")
    await connection.execute(update(receipts).where(spoken).values(account=""))


async def _left_in_store(database: Database, objects: Objects, scope: Scope) -> None:
    """Whatever else lies in the folders of the campaigns: what a crash has left there, and no row names."""
    async with database.read() as connection:
        kept = set(await connection.scalars(select(submissions.c.key).where(submissions.c.key != "")))
    for code in scope.campaigns:
        found = [one.key async for one in objects.list(campaign_folder(code))]
        for key in found:
            if key not in kept:
                await objects.delete(key)


async def _uploads(database: Database, objects: Objects) -> None:
    """Uploads that are over, with what may be left of their segments."""
    over = uploads.c.state != UploadState.NEW
    waiting = (
        select(inbox.c.id)
        .where(inbox.c.external_id == literal(UPLOAD).concat(uploads.c.id), inbox.c.state == "new")
        .exists()
    )
    async with database.read() as connection:
        ids = list(await connection.scalars(select(uploads.c.id).where(over, uploads.c.freed, ~waiting)))
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for one in some:
            await objects.delete_folder(upload_rows.folder(one))
        async with database.write() as connection:
            await connection.execute(delete(uploads).where(uploads.c.id.in_(some)))


def _said(scope: Scope) -> Sequence[Executable]:
    """Messages, answers, what conversations remember."""
    before = scope.said_before
    asked = func.coalesce(recollections.c.offered_at, before) <= before
    kept = func.coalesce(recollections.c.kept_at, before) <= before
    done = func.coalesce(recollections.c.undo_at, before) <= before
    return [
        update(inbox).where(received_before(scope)).values(UNREAD),
        update(outbox).where(sent_before(scope)).values({"key": literal("purged:").concat(outbox.c.id), **SILENT}),
        delete(nudges).where(nudges.c.answer_by < scope.real),
        delete(bubbles).where(bubbles.c.at < before),
        delete(phrases).where(phrases.c.at < before),
        delete(notes).where(notes.c.at < before),
        delete(conversations).where(conversations.c.since < before),
        delete(recollections).where(asked, kept, done),
        delete(drafts).where(drafts.c.saved_at < before),
        update(announcements).where(announcements.c.at < before).values(text=""),
        update(setbacks).values(error=""),
    ]


def _decided(scope: Scope) -> Sequence[Executable]:
    """What offices wrote beside their decisions; the decisions stay."""
    ours = select(submissions.c.id).where(purged_submissions(scope))
    of_campaigns = bulletins.c.campaign.in_(scope.campaigns)
    reasons = or_(allowances.c.campaign.in_(scope.campaigns), allowances.c.submission_id.in_(ours))
    statements: list[Executable] = [
        update(marks).where(marks.c.submission_id.in_(ours)).values(note=""),
        update(returns).where(returns.c.submission_id.in_(ours)).values(reason=""),
        update(allowances).where(reasons).values(reason=""),
        delete(exports).where(exports.c.campaign.in_(scope.campaigns)),
        delete(bulletin_blocks).where(bulletin_blocks.c.bulletin_id.in_(select(bulletins.c.id).where(of_campaigns))),
        delete(bulletins).where(of_campaigns, bulletins.c.state == BulletinState.DRAFT),
    ]
    if scope.all_of_it:
        # An item may have been published twice by one medium: addresses keep the rows apart.
        told = update(adoptions).where(adoptions.c.submission_id.in_(ours))
        statements.append(told.values(medium="", url=literal("#").concat(adoptions.c.id)))
    return statements


def _persons(scope: Scope, cleared_name: str) -> Sequence[Executable]:
    gone = cleared_people(scope)
    own = (identities, pairing_codes, pending_bindings, invites, invite_links, conversations, recollections)
    return [
        *(delete(table).where(table.c.person_id.in_(gone)) for table in own),
        *(delete(table).where(~_owned(table)) for table in (unreachable_accounts, heard_accounts, came_back)),
        update(people).where(people.c.id.in_(gone)).values(name=cleared_name, phone=literal("#").concat(people.c.id)),
    ]


def _owned(accounts: Table) -> ColumnElement[bool]:
    """The account is somebody's."""
    same = (identities.c.channel == accounts.c.channel, identities.c.account == accounts.c.account)
    return select(identities.c.account).where(*same).exists()


async def _events(database: Database, scope: Scope) -> None:
    """Old ones go; of the others what could be somebody's words, name or account."""
    async with database.write() as connection:
        await connection.execute(delete(events).where(events.c.at < scope.log_before))
    last = 0
    while True:
        some = select(events.c.id, events.c.details).where(events.c.id > last, events.c.at < scope.said_before)
        async with database.write() as connection:
            rows = (await connection.execute(some.order_by(events.c.id).limit(_AT_ONCE))).all()
            for id_, details in rows:
                kept = {name: value for name, value in details.items() if name in _SAID or isinstance(value, int)}
                if kept != details:
                    await connection.execute(update(events).where(events.c.id == id_).values(details=kept))
        if not rows:
            return
        last = rows[-1][0]


def without_words(value: Any) -> Any:
    """The same JSON with every text empty; numbers stay."""
    if isinstance(value, str):
        return ""
    if isinstance(value, list):
        return [without_words(one) for one in value]
    return {name: without_words(one) for name, one in value.items()} if isinstance(value, dict) else value
