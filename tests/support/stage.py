"""A stage for stories: the whole bot in one process, a fake WeCom platform, a real database, and time that obeys.

Messages come in as encrypted callbacks, answers go out over HTTP to the fake platform; in between nothing is faked but
the pool of check processes. ``drain`` lets the bot work until nothing is left to do.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from channels.contract import Callback
from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from checks.check import inspect
from checks.photos.large import large_picture
from checks.request import CheckRequest
from domain.campaigns.campaign import Campaign
from domain.findings import Report
from domain.organisation import Account, Role
from domain.roster.roster import OrganisationEntry
from handlers import intake
from handlers.context import Context
from handlers.outgoing import delivery, receipts
from handlers.schedule import keeping
from handlers.submissions import early, relocating
from handlers.uploads import cleaning
from storage import bindings, organisations, people
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from storage.tables import allowances as allowances_table
from storage.tables import bulletins as bulletins_table
from storage.tables import events as events_table
from storage.tables import export_members as export_members_table
from storage.tables import exports as exports_table
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from storage.tables import shares as shares_table
from storage.tables import submissions as submissions_table
from tests.support.clocks import FrozenClock
from tests.support.fakes import wecom_messages as xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.seals import SEAL
from tests.support.set_up import set_up

LEASE = timedelta(seconds=15)


class DirectChecker:
    """The real checks, in this process: of the same bytes once, because most stories send the same few photos."""

    async def inspect(self, request: CheckRequest) -> Report:
        asked = (sha256(request.path.read_bytes()).digest(), replace(request, path=Path()))
        if asked not in _REPORTS:
            _REPORTS[asked] = inspect(request)
        return _REPORTS[asked]

    async def large(self, path: Path) -> bytes:
        return large_picture(path)


_REPORTS: dict[tuple[bytes, CheckRequest], Report] = {}


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person of a cast: the WeCom account is the name in Latin messages."""

    account: str
    organisation: str
    role: Role = Role.LIAISON


@dataclass(kw_only=True)
class Stage:
    ctx: Context
    clock: FrozenClock
    wecom: FakeWecom
    writer: InboxWriter
    _media: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # People send

    async def say(self, account: str, text: str) -> None:
        await self.push(xml.text_xml(account, text, self._now()))

    async def photo(self, account: str, data: bytes) -> None:
        await self.push(xml.image_xml(account, self._shelve(data), self._now()))

    async def video(self, account: str, data: bytes) -> None:
        await self.push(xml.video_xml(account, self._shelve(data), self._now()))

    async def file(self, account: str, name: str, data: bytes) -> None:
        await self.push(xml.file_xml(account, self._shelve(data, name), name, self._now()))

    async def event(self, account: str, event: str, key: str = "") -> None:
        await self.push(xml.event_xml(account, event, self._now(), key=key))

    async def push(self, message: str) -> None:
        """One callback, stored as the webhook stores it."""
        query, body = self.wecom.encrypt_callback(message, timestamp=self._now())
        callback = Callback(query=query, headers={}, body=body, at=self.clock.real())
        await self.writer.put(self.ctx.channels["wecom"].receive(callback).messages, arrived=self.clock.real())

    # The bot works

    async def drain(self) -> None:
        """Until nothing is left to do now; the few seconds that receipts gather pass meanwhile."""
        await self.work()
        for _ in range(5):
            self.clock.advance(seconds=2.1)
            if not await self.work():
                break

    async def work(self) -> bool:
        """Every kind of work to its end, in turn, until a whole round finds nothing; True when there was any."""
        any_work, busy = False, True
        while busy:
            busy = False
            for step in self._steps():
                while await step():
                    busy = any_work = True
        return any_work

    async def read(self) -> None:
        """The bot reads its mail, and does nothing else."""
        while await intake.process_next(self.ctx, lease=LEASE):
            continue

    async def speak(self) -> None:
        """The bot says what it has to say by now: receipts whose silence has come, and what waits to be sent."""
        while await receipts.send_next(self.ctx, lease=LEASE):
            continue
        while await delivery.deliver_next(self.ctx, lease=LEASE):
            continue

    async def until(self, moment: datetime) -> None:
        """Time passes, the bot awake all along: every scheduled notice is kept in its turn."""
        while self.clock.now() < moment:
            self.clock.set(min(moment, self.clock.now() + timedelta(minutes=1)))
            await self.work()

    # What came of it

    def heard(self, account: str) -> list[str]:
        """Everything the platform has delivered to this account so far."""
        return self.wecom.inbox_of(account)

    def last(self, account: str) -> str:
        heard = self.heard(account)
        return heard[-1] if heard else ""

    async def ask(self, account: str, text: str) -> str:
        """Say something and return what is answered."""
        before = len(self.heard(account))
        await self.say(account, text)
        await self.drain()
        return "\n".join(self.heard(account)[before:])

    async def rows(self, what: str) -> list[dict[str, Any]]:
        tables = {
            "allowances": allowances_table,
            "bulletins": bulletins_table,
            "events": events_table,
            "export_members": export_members_table,
            "exports": exports_table,
            "inbox": inbox_table,
            "outbox": outbox_table,
            "shares": shares_table,
            "submissions": submissions_table,
        }
        table = tables[what]
        async with self.ctx.database.read() as connection:
            return [
                dict(row) for row in (await connection.execute(select(table).order_by(*table.primary_key))).mappings()
            ]

    def _steps(self) -> Sequence[Callable[[], Awaitable[bool]]]:
        ctx = self.ctx
        return (
            lambda: early.fetch_next(ctx, lease=LEASE),
            lambda: intake.process_next(ctx, lease=LEASE),
            lambda: receipts.send_next(ctx, lease=LEASE),
            lambda: keeping.keep_next(ctx),
            lambda: delivery.deliver_next(ctx, lease=LEASE),
            lambda: relocating.move_next(ctx),
            lambda: cleaning.free_next(ctx),
            lambda: early.free_next(ctx),
        )

    def _shelve(self, data: bytes, name: str = "") -> str:
        media_id = f"media-{next(self._media)}"
        self.wecom.add_media(media_id, data, **({"file_name": name} if name else {}))
        return media_id

    def _now(self) -> int:
        return int(self.clock.real().timestamp())


@asynccontextmanager
async def stage(
    database: Database,
    clock: FrozenClock,
    folder: Path,
    campaigns: Sequence[Campaign],
    organisations_: Sequence[OrganisationEntry],
    cast: Sequence[Member],
) -> AsyncIterator[Stage]:
    """Everything set up: the roster is in, obligations and scheduled notices are planned."""
    async with FakeWecom(clock=lambda: clock.real().timestamp()) as wecom:
        channel = WecomChannel(WecomSettings(**wecom.credentials), clock=lambda: clock.real().timestamp())
        ctx = Context(
            campaigns={campaign.code: campaign for campaign in campaigns},
            database=database,
            objects=Objects(str(folder / "files")),
            checker=DirectChecker(),
            channels={"wecom": channel},
            clock=clock,
            scratch=folder / "scratch",
            public_url="http://baosong.example.org",
            seal=SEAL,
        )
        wecom.mailboxes.members = {*(member.account for member in cast), "stranger"}

        async def fill() -> None:
            await enrol(database, organisations_, cast)
            await keeping.plan(ctx)

        await set_up(database, repr((clock.now(), clock.real(), campaigns, organisations_, cast)), fill)
        writer = InboxWriter(database, clock, seal=SEAL)
        try:
            yield Stage(ctx=ctx, clock=clock, wecom=wecom, writer=writer)
        finally:
            await writer.close()
            await channel.close()


async def enrol(
    database: Database, entries: Sequence[OrganisationEntry], cast: Sequence[Member], *, channel: str = "wecom"
) -> None:
    """The roster is in, and everybody of the cast has an account of the same name on ``channel``."""
    async with database.write() as connection:
        ids = await organisations.save(connection, entries)
        await organisations.replace_exempt_days(connection, {ids[e.code]: e.exempt_days for e in entries})
        persons: dict[str, int] = {}
        duties: dict[int, set[tuple[int, Role]]] = {}
        accounts: set[tuple[int, Account]] = set()
        for member in cast:
            if member.account not in persons:
                persons[member.account] = await people.add(connection, member.account.title(), "")
            person = persons[member.account]
            duties.setdefault(person, set()).add((ids[member.organisation], member.role))
            accounts.add((person, Account(channel=channel, account=member.account)))
        await people.replace_duties(connection, duties)
        await bindings.give(connection, sorted(accounts, key=lambda owned: owned[0]))


def school(code: str, name: str, *, parent: str = "bureau", kind: str = "中等职业学校") -> OrganisationEntry:
    return OrganisationEntry(code=code, name=name, kind=kind, line="教育", parent_code=parent)


BUREAU = OrganisationEntry(code="bureau", name="云麓市教育局职成处", kind="受理单位", line="教育")
