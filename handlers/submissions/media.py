"""Material comes in: a photo, a video or a file is fetched, checked, stored, counted and put on a receipt.

The submission is reserved as its message is claimed, so that its number and its key are the same however often this is
tried; bytes are fetched with no transaction open; then everything that follows from them is one transaction.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePath

import structlog

from checks.pool.runner import WorkerNotStarted
from checks.request import CheckRequest
from domain.campaigns.campaign import DAILY
from domain.file_names import ending_of
from domain.findings import Appearance, Kind, Report
from domain.messages import MessageKind, Problem, SendError
from domain.organisation import Person
from domain.submission import Submission
from formats.words import chat as texts
from handlers import resting
from handlers.context import Context
from handlers.outbox import reply
from handlers.submissions import accepting, fetching, meaning, repeats
from handlers.submissions.accepting import Material, Reserved
from handlers.submissions.placing import Assignment, campaign_of, rules_of
from handlers.submissions.statistics import sender_of
from storage import appearances, conversations, inbox, obligations, organisations, submissions
from storage.engine import objects, private
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.submissions import Change

log = structlog.get_logger()

#: What a chat message claims to be; a file may be anything and is told by its content.
_CLAIMED = {MessageKind.PHOTO: Kind.PHOTO, MessageKind.VIDEO: Kind.VIDEO}
_ENDINGS = {"JPEG": "jpg", "QuickTime": "mov"}
#: Platforms keep media for three days (docs/platform.md, Media): give up well before.
GIVE_UP = timedelta(days=2, hours=12)
LEAST_TRIES = 12


class TryLater(Exception):
    """Not now: the platform or the store is in trouble. The message is worked on again, nothing is lost."""

    def __init__(self, reason: str, at_least: float | None = None) -> None:
        super().__init__(reason)
        self.at_least = at_least


async def reserve(ctx: Context, connection: Connection, message: InboxMessage, person: Person) -> Reserved:
    """The submission of a media message, and what it counts for."""
    incoming = message.incoming
    meant = await meaning.meant(ctx, connection, message, person)
    reserved = await accepting.reserve(
        connection,
        message,
        person,
        meant.assignment(message.received_at),
        kind=_CLAIMED.get(incoming.kind, Kind.ATTACHMENT),
        file_name=PurePath(incoming.file_name.replace("\\", "/")).name,
    )
    if meant.item != DAILY:
        await conversations.save(connection, person.id, conversations.Change(awaiting=None), now=ctx.clock.now())
    submission = reserved.submission
    if submission.organisation_id is None and meant.unit is not None:
        # Its sender has said which unit between two tries.
        assignment = meant.assignment(message.received_at, submission.item)
        owed = assignment.obligation.id if assignment.obligation else None
        moved = Change(organisation_id=meant.unit.id, obligation_id=owed)
        submission = await submissions.change(connection, submission.id, moved)
        reserved = Reserved(submission=submission, assignment=assignment)
    return await _as_reserved(connection, reserved)


async def receive(ctx: Context, message: InboxMessage, person: Person, reserved: Reserved) -> None:
    """One media message from its reserved submission to its receipt. Raises ``TryLater``."""
    submission, assignment = reserved.submission, reserved.assignment
    async with _folder(ctx) as folder:
        try:
            fetched = await fetching.fetch(ctx, message, folder)
        except SendError as error:
            if error.code in resting.REFUSED:
                await resting.rest(ctx, message.incoming.channel, error)
            # So few tries were not days, whatever a clock says that has been moved meanwhile.
            soon = message.attempts < LEAST_TRIES or ctx.clock.real() - message.arrived_at < GIVE_UP
            if not error.permanent and soon:
                raise TryLater(f"fetch: {error}", error.retry_after) from error
            log.warning("media_lost", submission=submission.id, code=error.code.value)
            too_big = error.code is Problem.MEDIA_TOO_BIG
            await _lose(ctx, message, submission, texts.MEDIA_TOO_BIG if too_big else "")
            return
        name = submission.file_name or fetched.file_name
        report = await _inspect(ctx, submission, assignment, fetched.path, name)
        stored = await _store(ctx, submission, assignment, fetched.path, _ending(name, report))
        if not report.ok:
            # So that the operator who is asked about it finds the file.
            codes = [finding.code for finding in report.findings]
            log.info("refused", submission=submission.id, key=stored.key, codes=codes)
        if report.appearance is not None:
            await _keep_pictures(ctx, submission, report.appearance)
        material = Material(report=report, key=stored.key, file_name=name)
        await ctx.database.transact(lambda connection: _finish(ctx, connection, message, person, reserved, material))


async def _as_reserved(connection: Connection, reserved: Reserved) -> Reserved:
    """At a second try the first decision stands, whatever has happened since."""
    submission, assigned = reserved.submission, reserved.assignment.obligation
    if submission.obligation_id is None or (assigned and assigned.id == submission.obligation_id):
        return reserved
    obligation = await obligations.get(connection, submission.obligation_id)
    organisation = await organisations.get(connection, obligation.organisation_id)
    first = Assignment(organisation=organisation, obligation=obligation, item=obligation.item)
    return Reserved(submission=submission, assignment=first)


async def _inspect(ctx: Context, submission: Submission, assignment: Assignment, path: Path, name: str) -> Report:
    """Captions are judged when the verdict is written: one may come while the bytes are on their way."""
    kind = meaning.kind_of(ctx, submission.item) if submission.item != DAILY else None
    if kind is None and submission.kind in (Kind.PHOTO, Kind.VIDEO):
        kind = submission.kind
    sender = None
    if kind is Kind.STATISTICS and assignment.organisation is not None:
        async with ctx.database.read() as connection:
            sender = await sender_of(connection, assignment.organisation)
    rules = rules_of(ctx, assignment.obligation)
    unit = assignment.organisation
    names = (unit.name, *unit.aliases) if unit is not None else ()
    request = CheckRequest(path=path, name=name, kind=kind, rules=rules, sender=sender, unit_names=names)
    try:
        return await ctx.checker.inspect(request)
    except WorkerNotStarted as error:
        raise TryLater("no check worker comes up") from error
    except OSError as error:
        raise TryLater(f"check: {error.strerror}") from error


def _ending(name: str, report: Report) -> str:
    """The file's own ending; chat photos and videos have no name, their content tells."""
    told = str(report.facts.get("format") or report.facts.get("container") or "")
    return ending_of(name) or _ENDINGS.get(told, told)


async def _store(
    ctx: Context, submission: Submission, assignment: Assignment, path: Path, ending: str
) -> objects.Stored:
    campaign = campaign_of(ctx, assignment.obligation)
    key = objects.submission_key(
        campaign.code if campaign else "none",
        assignment.obligation.day if assignment.obligation else None,
        assignment.organisation.code if assignment.organisation else "",
        submission.id,
        ending,
    )
    try:
        return await ctx.objects.put_file(key, path)
    except objects.ObjectsUnavailable as error:
        raise TryLater(f"store: {type(error).__name__}") from error


async def _keep_pictures(ctx: Context, submission: Submission, appearance: Appearance) -> None:
    try:
        await ctx.objects.put(appearances.thumbnail_key(submission.id), appearance.thumbnail)
        if appearance.small:
            await ctx.objects.put(appearances.small_key(submission.id), appearance.small)
    except objects.ObjectsUnavailable as error:
        raise TryLater(f"store: {type(error).__name__}") from error


async def _finish(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    person: Person,
    reserved: Reserved,
    material: Material,
) -> None:
    """Everything that follows from the bytes, at once: of two that are alike the later one is told."""
    assignment, appearance = reserved.assignment, material.report.appearance
    nothing_owed = assignment.organisation is not None and assignment.obligation is None
    current = await submissions.locked(connection, reserved.submission.id)
    report = await repeats.with_repeat_advice(
        connection, current, assignment.obligation, material.report, own={unit.id for unit in person.reports_for}
    )
    known, told = Reserved(submission=current, assignment=assignment), replace(material, report=report)
    await accepting.accept(ctx, connection, message, known, told, on_receipt=not nothing_owed)
    if appearance is not None:
        await appearances.note(connection, current.id, appearance, appearances.thumbnail_key(current.id))
    if nothing_owed:
        await reply(ctx, connection, message, texts.NOTHING_OWED)
    await inbox.finish(connection, message)


async def _lose(ctx: Context, message: InboxMessage, submission: Submission, told: str) -> None:
    """The bytes cannot be had: ``told`` says why, else the receipt asks for them again."""
    async with ctx.database.write() as connection:
        current = await submissions.locked(connection, submission.id)
        await accepting.lose(ctx, connection, message, current, on_receipt=not told)
        if told:
            await reply(ctx, connection, message, told)
        await inbox.finish(connection, message)


@asynccontextmanager
async def _folder(ctx: Context) -> AsyncIterator[Path]:
    try:
        private.make_folder(ctx.scratch)
        folder = Path(tempfile.mkdtemp(dir=ctx.scratch))
    except OSError as error:
        raise TryLater(f"scratch: {error.strerror}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
