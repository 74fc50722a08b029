"""Playing the script: every message goes the way of a real one, every act is an office's, at the time it says.

Nothing here writes tables of its own: the inbox, the checks, receipts and the acts of offices do. What the bot answers
to the senders is dropped, so that every conversation of the rehearsal begins empty; what offices have told them stands
in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import structlog

from bot import logs
from bot.sample import files, scenes
from bot.sample.script import PREFIX, Step, steps
from channels.contract import Fetched
from channels.simulator import SimulatorChannel, SimulatorPage
from domain.allowance import AllowanceKind
from domain.clock import Rehearsal, RehearsalClock
from domain.messages import Incoming, MessageKind
from domain.organisation import Person
from domain.selection import Level, Mark
from handlers import intake
from handlers.context import Context
from handlers.desk import adopting, allowing, marking, reach, returning, taking, telling
from handlers.desk.allowing import NewAllowance
from handlers.desk.marking import MarkChange
from handlers.outgoing import delivery, receipts
from storage import inbox, people, rehearsal, simulator

log = structlog.get_logger()

#: What is claimed here nobody else claims: nothing else runs yet.
_LEASE = timedelta(minutes=10)
_CAPTION_AFTER = timedelta(seconds=40)
_RECEIPT_AFTER = timedelta(seconds=10)
#: At this local hour senders hear what was passed on.
_TOLD_AT = telling.TOLD_AT_HOUR


class PastClock:
    """Stands still, at a moment of the rehearsal; the real time is what it was, or would have been, then."""

    def __init__(self, line: Rehearsal) -> None:
        self._line = line
        self.moment = line.rehearsed

    def now(self) -> datetime:
        return self.moment

    def real(self) -> datetime:
        return self._line.real + (self.moment - self._line.rehearsed) / self._line.speed

    def at(self, real: datetime) -> datetime:
        return self._line.at(real)


async def make(ctx: Context, stopped: Callable[[], bool] = lambda: False) -> None:
    """Send the sample's week, unless it is there already or somebody has begun to rehearse. Idempotent.

    A process that was ``stopped``, or killed, in the midst of it goes on at its next start.
    """
    clock = ctx.clock
    if not isinstance(clock, RehearsalClock) or list(ctx.channels) != [simulator.SIMULATOR]:
        return
    async with ctx.database.read() as connection:
        everybody = {person.name: person for person in await people.all(connection)}
        script = steps(
            {name: person.duties[0].organisation.name for name, person in everybody.items() if person.duties}
        )
        sent = await rehearsal.sent_so_far(connection, PREFIX)
    if sent is None or {one.id for one in _messages(script[-1])} <= sent:
        return
    # An act is not done again: what is still to come begins with the last step that has sent something.
    begun = [number for number, step in enumerate(script) if any(one.id in sent for one in _messages(step))]
    script = script[begun[-1] if begun else 0 :]
    log.info("making_sample_week", steps=len(script))
    with logs.quiet():
        await _Player(ctx, PastClock(clock.rehearsal), everybody).play(script, stopped)


@dataclass(frozen=True, kw_only=True)
class _Message:
    id: str
    kind: MessageKind
    at: datetime
    text: str = ""
    file_name: str = ""


def _messages(step: Step) -> list[_Message]:
    """What is sent in a step: nothing when it is an act."""
    found = []
    if step.shot or step.film or step.sheet:
        kind = MessageKind.PHOTO if step.shot else MessageKind.VIDEO if step.film else MessageKind.FILE
        found.append(_Message(id=step.id, kind=kind, at=step.at, file_name=step.sheet))
    texts = [("", step.say), ("-caption", step.caption)]
    if step.plan:
        texts += [("-announced", "方案"), ("", step.plan)]
    for number, (suffix, text) in enumerate(filter(lambda one: one[1], texts)):
        later = _CAPTION_AFTER * (number + len(found[:1]))
        found.append(_Message(id=step.id + suffix, kind=MessageKind.TEXT, at=step.at + later, text=text))
    return found


class _Player:
    def __init__(self, ctx: Context, clock: PastClock, everybody: dict[str, Person]) -> None:
        self._clock = clock
        self._everybody = everybody
        self._steps: dict[str, Step] = {}
        self._heard = False
        page = SimulatorPage(deliver=self._deliver, read=self._read)
        self._ctx = replace(ctx, clock=clock, channels={simulator.SIMULATOR: SimulatorChannel(page)})

    async def play(self, script: list[Step], stopped: Callable[[], bool]) -> None:
        self._steps = {step.id: step for step in script}
        day = script[0].at.date()
        for step in script:
            if stopped():
                return
            while day < step.at.date():
                await self._tell_passed(day)
                day += timedelta(days=1)
            self._clock.moment = step.at
            if step.act:
                await self._act(step)
            for message in _messages(step):
                await self._send(step.who, message)
            await self._speak(heard=bool(step.act))

    async def _send(self, who: str, message: _Message) -> None:
        self._clock.moment = message.at
        real = self._clock.real()
        incoming = Incoming(
            channel=simulator.SIMULATOR,
            external_id=message.id,
            sender=simulator.account_of(self._everybody[who].id),
            kind=message.kind,
            sent_at=real,
            text=message.text,
            media=message.id if message.kind is not MessageKind.TEXT else "",
            file_name=message.file_name,
        )
        async with self._ctx.database.write() as connection:
            await inbox.add(connection, incoming, arrived=real, clock=self._clock)
        while await intake.process_next(self._ctx, lease=_LEASE):
            continue

    async def _act(self, step: Step) -> None:
        ctx, values = self._ctx, dict(step.values)
        async with ctx.database.read() as connection:
            office = await reach.reach_of(ctx, connection, self._everybody[step.who])
            numbers = [await rehearsal.number_of(connection, message) for message in step.of]
        assert office is not None
        if step.act == "more_time":
            await allowing.allow(ctx, office, self._more_time(values))
        for number in numbers:
            if step.act == "mark":
                change = MarkChange(number=number, mark=Mark(values["mark"]), stars=int(values.get("stars", 0)))
                await marking.mark_all(ctx, office, [change])
            elif step.act == "give_back":
                await returning.give_back_at_once(ctx, office, number, values["give_back"])
            elif step.act == "accept":
                await taking.take(ctx, office, number, values["accept"])
            else:
                level, url = Level(values["level"]), values.get("url", "")
                await adopting.adopt_at_once(ctx, office, number, values["adopt"], level=level, url=url)

    def _more_time(self, values: dict[str, str]) -> NewAllowance:
        """Of the day that it is given on."""
        campaign, day = next(iter(self._ctx.campaigns.values())), self._clock.now().date()
        until = campaign.at(day, time.fromisoformat(values["until"]))
        kind, reason = AllowanceKind.MORE_TIME, values["more_time"]
        return NewAllowance(kind=kind, campaign=campaign, day=day, reason=reason, unit=values["unit"], until=until)

    async def _tell_passed(self, day: date) -> None:
        self._clock.moment = self._clock.moment.replace(
            year=day.year, month=day.month, day=day.day, hour=_TOLD_AT, minute=0, second=0
        )
        await telling.tell_passed(self._ctx)
        await self._speak(heard=True)

    async def _speak(self, *, heard: bool) -> None:
        """Say what there is to say by now, to be read on the page or (``heard`` False) by nobody."""
        self._heard = heard
        self._clock.moment += _RECEIPT_AFTER
        while await receipts.send_next(self._ctx, lease=_LEASE):
            continue
        while await delivery.deliver_next(self._ctx, lease=_LEASE):
            continue

    async def _deliver(self, account: str, text: str) -> None:
        if not self._heard:
            return
        async with self._ctx.database.write() as connection:
            sealed = self._ctx.seal.sealed(text)
            await simulator.add_bubble(connection, account, sealed, at=self._clock.now())

    async def _read(self, media: str, into: Path) -> Fetched:
        path, step = into / "media", self._steps[media]
        await asyncio.to_thread(_drawn(step), path)
        return Fetched(path=path, file_name=step.sheet, size=path.stat().st_size)


def _drawn(step: Step) -> Callable[[Path], object]:
    if step.sheet:
        return lambda path: files.sheet(path, step.sheet)
    if step.film:
        return lambda path: files.film(path, step.film)
    assert step.shot is not None
    shot = step.shot
    return lambda path: path.write_bytes(scenes.photo(shot.scene, take=shot.take, size=shot.size))
