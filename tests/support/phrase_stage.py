"""Rows of phrases said to the whole bot: the contexts set up in a database, and what each message changed there."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, text, update

from domain.campaigns.campaign import Campaign, Line, Milestone
from domain.campaigns.evidence import Evidence
from domain.clock import CHINA
from domain.conversation import Awaiting, Composing, MilestoneAnnounced, NudgeProposed
from domain.findings import Code, Finding
from domain.messages import Incoming, MessageKind
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from handlers import intake
from storage import conversations, invites, people, recollections
from storage.campaign_files import load
from storage.engine.database import Database
from storage.recollections import Recollection
from storage.submissions import findings_json
from storage.tables import conversations as conversations_table
from storage.tables import (
    earlier_receipts,
    events,
    exemptions,
    identities,
    inbox,
    links,
    notes,
    obligations,
    outbox,
    phrases,
    receipts,
    submissions,
)
from storage.tables import recollections as recollections_table
from tests.support.clocks import FrozenClock
from tests.support.phrase_rows import CODE, MILESTONES, TODAY, Row, two_units
from tests.support.rehearsal_units import NAMES
from tests.support.stage import LEASE, Member, Stage, stage

NOW = datetime(2020, 11, 10, 10, 20, tzinfo=CHINA)
DUE = TODAY + timedelta(days=4)
TOP = OrganisationEntry(code="top", name="星河省教育厅职成处", kind="受理单位")
#: In this order nothing refers to what is still there.
_CHANGING: tuple[Table, ...] = (
    earlier_receipts, recollections_table, conversations_table, submissions, receipts, exemptions, notes, phrases,
    links, events, outbox, inbox, identities,
)  # fmt: skip
#: Photos that stand, of which the tables speak by number, and those that wait.
STANDING = (1, 2, 3, 4, 5)
WAITING = {"B": (5, 6), "D": (7,), "F": (7,)}


def account_of(row: Row) -> str:
    return row.role if row.role != "two" else f"two-{two_units(row)[0]}"


def _campaign() -> Campaign:
    kinds = tuple(dict.fromkeys(kind for _, _, kind in NAMES.values()))
    milestones = tuple(
        Milestone(
            code=m.code,
            name=m.name,
            words=m.words,
            due_on=TODAY + timedelta(days=4),
            accepts=tuple(map(Evidence, m.accepts)),
        )
        for m in MILESTONES
    )
    line = Line(code="all", name="教育", kinds=kinds, receiver=TOP.name)
    nanchang = load("nanchang-2020")
    # Yesterday can still be reported for, so that moving to it does something.
    daily = replace(nanchang.daily, late_for=timedelta(hours=72))
    return replace(nanchang, daily=daily, lines=(line,), milestones=milestones)


def _cast() -> list[Member]:
    codes = {name: f"u{number}" for number, (name, _, _) in NAMES.items()}
    pairs = (("晚霞区汽车工程学校", "晚霞区艺术职业学校"), ("机电职业学校", "星河市望江职业学校"))
    return [
        Member(account="liaison", organisation=codes["江临区教体局"]),
        Member(account="both", organisation=codes["晨光区教育体育局"]),
        Member(account="both", organisation="top", role=Role.SUPERVISOR),
        Member(account="supervisor", organisation="top", role=Role.SUPERVISOR),
        Member(account="newcomer", organisation=codes["云川县教体局"]),
        *(Member(account=f"two-{pair[0]}", organisation=codes[name]) for pair in pairs for name in pair),
    ]


@dataclass(kw_only=True)
class Phrases:
    """The bot with everything of the tables in it; every row finds its context anew."""

    on: Stage
    _baseline: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _said: itertools.count[int] = field(default_factory=itertools.count)

    async def say(self, row: Row) -> Heard:
        """Set up the context, say it, and see what has changed."""
        account = account_of(row)
        await self._set_up(row, account)
        before = await self._all()
        message = Incoming(
            channel="wecom",
            external_id=f"phrase-{next(self._said)}",
            sender=account,
            kind=MessageKind.TEXT,
            sent_at=self.on.clock.real(),
            text=row.utterance,
        )
        await self.on.writer.put([message], arrived=self.on.clock.real())
        while await intake.process_next(self.on.ctx, lease=LEASE):
            continue
        after = await self._all()
        async with self.on.ctx.database.read() as connection:
            newest = await connection.scalar(select(func.max(inbox.c.id)))
            reply = await connection.scalar(select(outbox.c.text).where(outbox.c.key == f"reply:{newest}#1"))
            person = await people.by_account(connection, "wecom", account)
            remembered = await recollections.load(connection, person.id) if person else Recollection()
        return Heard(
            before=before,
            after=after,
            reply=self.on.ctx.seal.opened(str(reply or "")),
            remembered=remembered,
            account=account,
        )

    async def keep_baseline(self) -> None:
        async with self.on.ctx.database.read() as connection:
            for table in _CHANGING:
                rows = (await connection.execute(select(table))).mappings()
                self._baseline[table.name] = [dict(row) for row in rows]

    async def _all(self) -> dict[str, list[dict[str, Any]]]:
        async with self.on.ctx.database.read() as connection:
            return {
                table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
                for table in (submissions, exemptions, notes, identities, events, outbox, conversations_table)
            }

    async def _set_up(self, row: Row, account: str) -> None:
        async with self.on.ctx.database.write() as connection:
            for table in _CHANGING:
                await connection.execute(delete(table))
            for table in reversed(_CHANGING):
                if self._baseline[table.name]:
                    await connection.execute(insert(table), self._baseline[table.name])
            await connection.execute(update(obligations).values(met_at=None, exempt=False))
            if connection.dialect.name == "postgresql":
                # Rows with numbers of their own leave its counters behind.
                for name in ("submissions", "receipts"):
                    await connection.execute(text(f"SELECT setval('{name}_id_seq', 100)"))
            person = await people.by_account(connection, "wecom", account)
            if person is None:
                return
            if person.reports_for:
                await _photos(connection, person.id, person.reports_for[0].id, row)
            awaiting: dict[str, Awaiting] = {
                "C": Composing(),
                "M": MilestoneAnnounced("summary"),
                "MC": MilestoneAnnounced("contact"),
                "N": NudgeProposed("nanchang-2020", TODAY),
            }
            if row.context in awaiting:
                composed = "我校今天举行活动周启动仪式。" if row.context == "C" else ""
                change = conversations.Change(awaiting=awaiting[row.context], composed=composed)
                await conversations.save(connection, person.id, change, now=NOW)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one message changed, and what was replied."""

    before: Mapping[str, list[dict[str, Any]]]
    after: Mapping[str, list[dict[str, Any]]]
    reply: str
    remembered: Recollection
    account: str

    def new(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.after[table] if row not in self.before[table]]

    def gone(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.before[table] if row not in self.after[table]]


async def _photos(connection: Any, person_id: int, unit_id: int, row: Row) -> None:
    """Those of the tables' numbers that stand, on the receipt 1109-2, and those of the context, on a later one."""
    owed = await connection.scalar(
        select(obligations.c.id).where(
            obligations.c.organisation_id == unit_id, obligations.c.item == "daily", obligations.c.day == TODAY
        )
    )
    for number, sent_at in ((2, NOW - timedelta(hours=2)), (3, NOW)):
        values = {"channel": "wecom", "account": account_of(row), "opened_at": sent_at, "due_at": sent_at}
        await connection.execute(insert(receipts).values(id=number, person_id=person_id, state="sent", **values))
    waiting = WAITING.get(row.context, ())
    for number in (*(n for n in STANDING if n not in waiting), *waiting):
        waits, unassigned = number in waiting, row.context == "F" and number in waiting
        receipt = 3 if waits else 2
        await connection.execute(
            insert(submissions).values(
                id=number,
                person_id=person_id,
                organisation_id=None if unassigned else unit_id,
                obligation_id=None if unassigned else owed,
                item="daily",
                kind="photo",
                state="unassigned" if unassigned else "incomplete" if waits else "accepted",
                sent_at=NOW - (timedelta(minutes=1) if waits else timedelta(hours=2)),
                counted_at=NOW,
                caption="" if waits else "学生参观实训车间",
                facts={"bytes": 1},
                findings=findings_json([Finding(code=Code.PHOTO_CAPTION)] if waits else []),
                receipt_id=receipt,
            )
        )


@asynccontextmanager
async def phrases_stage(database: Database, clock: FrozenClock, folder: Path) -> AsyncIterator[Phrases]:
    clock.set(NOW)
    units = [
        OrganisationEntry(code=f"u{number}", name=name, kind=kind, aliases=aliases, parent_code="top", line="教育")
        for number, (name, aliases, kind) in NAMES.items()
    ]
    async with stage(database, clock, folder, [_campaign()], [*units, TOP], _cast()) as on:
        async with database.write() as connection:
            newcomer = await people.by_account(connection, "wecom", "newcomer")
            assert newcomer is not None
            await people.forget_accounts(connection, newcomer.id)
            await invites.add(connection, {newcomer.id: CODE.replace("-", "")}, NOW)
        found = Phrases(on=on)
        await found.keep_baseline()
        yield found
