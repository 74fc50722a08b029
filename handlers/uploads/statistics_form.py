"""The statistics form filled in on the upload page: kept as a draft, checked as it is typed, handed in as a file.

The Excel made of it enters the same story as one that was uploaded: its number, its verdict and its receipt are those
of any other file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.tables.statistics_typed import FIELDS, LONGEST, Typed, read_typed
from domain.campaigns.campaign import Milestone
from domain.findings import Kind
from domain.obligation import Obligation
from domain.organisation import Organisation
from domain.statistics import StatisticsExpectation
from domain.upload import UploadProblem, UploadRefused
from handlers import reading
from handlers.context import Context
from handlers.submissions.placing import current_milestone
from handlers.submissions.statistics import sender_of
from handlers.upload_links import Holder
from handlers.uploads import writing
from handlers.uploads.writing import Wanted
from storage import drafts, obligations
from storage.drafts import Draft
from storage.engine.database import Connection
from storage.uploads import Upload


@dataclass(frozen=True, kw_only=True)
class Form:
    """``values``: what was typed, by field. ``saved_at``: campaign time; None while nobody has typed anything."""

    unit: Organisation
    milestone: Milestone
    values: Mapping[str, str]
    typed: Typed
    saved_at: datetime | None


async def form_of(ctx: Context, holder: Holder, unit_id: int) -> Form:
    """The form as it stands. Raises ``UploadRefused`` when it is not this person's, or nobody asks for one."""
    async with ctx.database.read() as connection:
        asked = await _asked(ctx, connection, holder, unit_id)
        return _form(asked, await drafts.load(connection, unit_id, asked.milestone.code))


async def keep(ctx: Context, holder: Holder, unit_id: int, values: Mapping[str, str]) -> Form:
    """Keep what was typed, right or wrong, and say what is wrong with it."""
    kept = {name: values.get(name, "").strip()[:LONGEST] for name in FIELDS}
    now = ctx.clock.now()
    async with ctx.database.write() as connection:
        asked = await _asked(ctx, connection, holder, unit_id)
        await drafts.save(connection, unit_id, asked.milestone.code, kept, now=now)
    return _form(asked, Draft(values=kept, saved_at=now))


async def hand_in(ctx: Context, holder: Holder, unit_id: int) -> Upload:
    """Make the Excel and let it come in like any file. Its verdict is the check's, not ours."""
    # With openpyxl, which a running bot needs for nothing else.
    from formats.books.statistics import filled_book

    form = await form_of(ctx, holder, unit_id)
    content = await asyncio.to_thread(filled_book, form.milestone.name, form.typed.row)
    name = f"{form.unit.name}{form.milestone.name}.xlsx"
    wanted = Wanted(file_name=name, length=len(content), organisation_id=form.unit.id, item=form.milestone.code)
    upload = await writing.lock(ctx, await writing.begin(ctx, holder, wanted), 0)
    segment = await writing.keep(ctx, upload, 0, content)
    return await writing.count(ctx, upload, [segment], last=True)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Whose form is asked for, by which milestone, and what it is judged against."""

    unit: Organisation
    milestone: Milestone
    expected: StatisticsExpectation


async def _asked(ctx: Context, connection: Connection, holder: Holder, unit_id: int) -> _Asked:
    """Raises ``UploadRefused``."""
    unit = next((unit for unit in holder.person.reports_for if unit.id == unit_id), None)
    if unit is None:
        raise UploadRefused(UploadProblem.UNIT)
    owed = await obligations.of_organisation(connection, unit.id, list(ctx.campaigns))
    milestone = _milestone(ctx, owed)
    if milestone is None:
        raise UploadRefused(UploadProblem.ITEM)
    return _Asked(unit=unit, milestone=milestone, expected=await sender_of(connection, unit))


def _milestone(ctx: Context, owed: list[Obligation]) -> Milestone | None:
    """The form that these obligations ask for at this moment."""
    for code in dict.fromkeys(m.code for _, m in reading.milestones(ctx) if m.kind is Kind.STATISTICS):
        obligation = current_milestone(owed, code, ctx.clock.now())
        if obligation is not None:
            return ctx.campaigns[obligation.campaign].milestone(code)
    return None


def _form(asked: _Asked, draft: Draft | None) -> Form:
    values = {"unit": asked.unit.name, **(draft.values if draft else {})}
    return Form(
        unit=asked.unit,
        milestone=asked.milestone,
        values=values,
        typed=read_typed(values, asked.expected),
        saved_at=draft.saved_at if draft else None,
    )
