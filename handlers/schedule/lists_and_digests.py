"""To supervisors and readers, unasked: the missing list at the deadline, the digest after it, each for their area."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from domain.organisation import Account, Person
from domain.precedence import Precedence
from domain.scheduled_notices import ScheduledNotice, What
from formats.digest.text import DayOverview, bare_counts_text, digest_text, missing_text, more_time_text
from handlers.context import Context
from handlers.outbox import abilities, address
from handlers.outgoing.liaisons import Addressed
from handlers.schedule import group_robots
from handlers.schedule.digest_files import bringing, digest_files
from handlers.setbacks import tell
from handlers.submissions.overview import area_of, day_overview
from storage import overview, people, said_messages
from storage.engine.database import DatabaseUnavailable
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment
from storage.states import Lane

#: What people see (None: everything), and whether telephones are among it.
_Seen = tuple[frozenset[int] | None, bool]
#: Parts of a missing list that are compared; one of more is said in full again.
_PARTS = 4


async def missing_lists(ctx: Context, notice: ScheduledNotice) -> Addressed:
    """Who has not reported, the moment the deadline has passed; of those given more time, when that is over."""
    if notice.due_at != ctx.campaigns[notice.campaign].due_at(notice.day):
        return await _to_supervisors(ctx, notice, None)
    told = await _to_supervisors(ctx, notice, missing_text)
    return _with(told, *await group_robots.to_groups(ctx, notice, office=missing_text, other=None))


async def digests(ctx: Context, notice: ScheduledNotice) -> Addressed:
    told = await _digests(ctx, notice)
    groups = await group_robots.to_groups(ctx, notice, office=digest_text, other=bare_counts_text, files=True)
    return _with(told, *groups)


def _with(told: Addressed, messages: Sequence[OutboxMessage], failed: Sequence[Exception]) -> Addressed:
    return replace(told, messages=(*told.messages, *messages), failed=(*told.failed, *failed))


async def _digests(ctx: Context, notice: ScheduledNotice) -> Addressed:
    """The six counts, who is late or missing, what came in; with the picture and Word where the channel brings them.

    Whoever has had the very same missing list at the deadline is not told it again.
    """
    watching, views, failed = await _views(ctx, notice)
    hearing = [(person, seen, account) for person, seen in watching if (account := address(ctx, person)) is not None]
    hearing = [one for one in hearing if one[1] in views and _owes(views[one[1]])]
    files: dict[_Seen, tuple[StoredAttachment, ...]] = {}
    for seen in {seen for _, seen, _ in hearing}:
        channels = {account.channel for _, of, account in hearing if of == seen}
        # The words go all the same.
        with _keeping_nobody_else(notice, []):
            files[seen] = await digest_files(ctx, views[seen], [abilities(ctx, channel) for channel in channels])
    had = await _lists_had(ctx, notice, [person for person, _, _ in hearing])
    messages: list[OutboxMessage] = []
    for person, seen, account in hearing:
        with _keeping_nobody_else(notice, failed):
            view = views[seen]
            same = _same(had.get(_key(notice, person, What.MISSING), ""), missing_text(view))
            text = digest_text(view, same_list=view.due_at if same else None)
            brought = [one for one in files.get(seen, ()) if one.kind in abilities(ctx, account.channel).sends]
            messages += bringing(_message(account, _key(notice, person), text, Precedence.NICETY), brought)
    return Addressed(messages=tuple(messages), failed=tuple(failed))


async def _to_supervisors(
    ctx: Context, notice: ScheduledNotice, worded: Callable[[DayOverview], str] | None
) -> Addressed:
    """One message each; those who see the same get the same words. An area that owes nothing hears nothing.

    ``worded`` None: of those alone that were given until the notice's deadline.
    """
    watching, views, failed = await _views(ctx, notice)
    texts: dict[_Seen, str] = {}
    for seen, view in views.items():
        with _keeping_nobody_else(notice, failed):
            if worded is None:
                texts[seen] = await _given_time(ctx, notice, seen[0], view)
            else:
                texts[seen] = worded(view) if _owes(view) else ""
    messages: list[OutboxMessage] = []
    for person, seen in watching:
        account, text = address(ctx, person), texts.get(seen)
        if account is not None and text:
            own = f":{notice.due_at:%H%M}" if worded is None else ""
            messages.append(_message(account, _key(notice, person, own=own), text))
    return Addressed(messages=tuple(messages), failed=tuple(failed))


async def _views(
    ctx: Context, notice: ScheduledNotice
) -> tuple[list[tuple[Person, _Seen]], dict[_Seen, DayOverview], list[Exception]]:
    """Who watches what, and how the day stands there, of the areas that could be read."""
    now = ctx.clock.now()
    async with ctx.database.read() as connection:
        everybody = await people.watching(connection)
        watching = [
            (person, (await area_of(ctx, connection, person.watches), bool(person.supervises))) for person in everybody
        ]
    views: dict[_Seen, DayOverview] = {}
    failed: list[Exception] = []
    for area, phones in {seen for _, seen in watching}:
        with _keeping_nobody_else(notice, failed):
            views[area, phones] = await day_overview(
                ctx, ctx.campaigns[notice.campaign], notice.day, area, now, item=notice.item, phones=phones
            )
    return watching, views, failed


@contextmanager
def _keeping_nobody_else(notice: ScheduledNotice, failed: list[Exception]) -> Iterator[None]:
    """What goes wrong with one area is told, and the others hear theirs; without a database nobody does."""
    try:
        yield
    except DatabaseUnavailable:
        raise
    except Exception as error:
        tell(Lane.NOTICES, f"{notice.what.value} {notice.day}", 1, aside=False, error=error)
        failed.append(error)


async def _lists_had(ctx: Context, notice: ScheduledNotice, persons: Collection[Person]) -> Mapping[str, str]:
    """Key of a missing list → what it said, of those that were put out."""
    keys = [_key(notice, person, What.MISSING) for person in persons]
    async with ctx.database.read() as connection:
        return await said_messages.texts(connection, keys, most=_PARTS)


def _same(had: str, now: str) -> bool:
    """However they were cut into parts."""
    return bool(had) and had.split() == now.split()


def _key(notice: ScheduledNotice, person: Person, what: What | None = None, own: str = "") -> str:
    return f"{(what or notice.what).value}:{notice.campaign}:{notice.day}{own}:{person.id}"


def _message(account: Account, key: str, text: str, precedence: Precedence = Precedence.NOTICE) -> OutboxMessage:
    return OutboxMessage(channel=account.channel, account=account.account, text=text, key=key, precedence=precedence)


def _owes(view: DayOverview) -> bool:
    return bool(view.counts.expected or view.counts.exempt)


async def _given_time(ctx: Context, notice: ScheduledNotice, area: frozenset[int] | None, view: DayOverview) -> str:
    asked = (notice.campaign, notice.item, notice.day, area)
    async with ctx.database.read() as connection:
        number = await overview.given_time(connection, *asked, due_at=notice.due_at)
    return more_time_text(view, notice.due_at, number) if number else ""
