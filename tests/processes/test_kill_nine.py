"""``kill -9`` at random moments while photos come in: what got its 200 is there once, and answered once."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import sqlite3
from collections import defaultdict
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.support.fakes.wecom_messages import image_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, end, installed, kill, wait_until
from tests.support.pictures import picture

SEED = 20201109
#: Every so many lives one ends while the program still starts; the others last so many seconds from when it listens.
STILLBORN = 5
STARTING = (0.1, 0.8)
LIVING = (0.05, 1.5)
#: Seconds between the platform's tries of one callback; the real one waits longer, and tries as often.
BETWEEN_TRIES = 1.0
TRIES = 3

_ACCEPTED = re.compile(r"合格（编号 ([0-9–、]+)")


@dataclass(frozen=True, kw_only=True)
class Drill:
    """``each`` photos of each of ``members`` people, and so many kills meanwhile."""

    kills: int
    members: int
    each: int

    @property
    def accounts(self) -> list[str]:
        return [f"liaison{number:02}" for number in range(self.members)]

    @property
    def photos(self) -> int:
        return self.members * self.each


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message of one member; ``stored``: its callback got a 200."""

    account: str
    message_id: int
    stored: bool


@pytest.mark.slow
@pytest.mark.parametrize(
    "drill",
    [
        pytest.param(Drill(kills=6, members=20, each=5), id="short"),
        pytest.param(Drill(kills=20, members=50, each=10), id="long", marks=pytest.mark.long),
    ],
)
def test_nothing_acknowledged_is_lost_or_done_twice(drill: Drill, tmp_path: Path, nursery: Nursery) -> None:
    file = tmp_path / "baosong.db"
    with installed(tmp_path, f"sqlite+aiosqlite:///{file}", drill.accounts, nursery) as place:
        for number in range(drill.photos):
            place.shelve(f"media-{number}", picture(number))
        sent, last = asyncio.run(_week_of_trouble(place, drill))
        place.wait_for(last, "serve")
        done = wait_until(lambda: _waiting(file) == 0, every=0.3)
        end(last)
        assert done, f"{_waiting(file)} things are still to be done"
        deliveries = place.deliveries()
        swallowed = place.platform_state()["swallowed"]

    stored = [message for message in sent if message.stored]
    assert len(stored) == drill.photos
    with closing(sqlite3.connect(file)) as database:
        numbers = dict(
            database.execute(
                "SELECT inbox.external_id, submissions.id FROM inbox JOIN submissions ON inbox_id = inbox.id"
                " WHERE inbox.state = 'done' AND submissions.state = 'accepted'"
            )
        )
        (rows,) = database.execute("SELECT count(*) FROM inbox").fetchone()
        (kept,) = database.execute("SELECT count(*) FROM submissions").fetchone()
    assert rows == kept == len(numbers), "a message without its submission, or a submission too many"
    assert {str(message.message_id) for message in stored} <= set(numbers)

    answered = _answered(deliveries)
    owners = {numbers[str(m.message_id)]: m.account for m in sent if str(m.message_id) in numbers}
    assert answered == {number: [account] for number, account in owners.items()}
    assert len({(d["account"], d["text"]) for d in deliveries}) == len(deliveries), "one receipt was shown twice"
    assert len(list((tmp_path / "files" / "drill-2020").rglob("*.jpg"))) == kept
    print(f"{len(stored)} of {len(sent)} stored, {len(deliveries)} receipts, {swallowed} repeated sends swallowed")


async def _week_of_trouble(place: Installation, drill: Drill) -> tuple[list[Sent], psutil.Process]:
    """Everybody sends while the program is killed again and again; it runs when this returns."""
    lives = Lives(place, drill.kills)
    killing = asyncio.create_task(lives.go_by())
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        people = [_person(lives, session, drill, index) for index in range(drill.members)]
        sent = [message for messages in await asyncio.gather(*people) for message in messages]
    return sent, await killing


class Lives:
    """The program's lives, one after the other; people time what they send by them, not by a clock."""

    def __init__(self, place: Installation, kills: int) -> None:
        self.place = place
        self._kills = kills
        self.message_ids = itertools.count(7_000_000_000_000_000_000)
        self._begun = [asyncio.Event() for _ in range(kills + 1)]

    async def go_by(self) -> psutil.Process:
        chance = random.Random(SEED)
        for number in range(self._kills):
            process = self.place.start("serve")
            stillborn = number % STILLBORN == STILLBORN - 1
            if not stillborn:
                await asyncio.to_thread(self.place.wait_for, process, "serve")
            self._begun[number].set()
            await asyncio.sleep(chance.uniform(*(STARTING if stillborn else LIVING)))
            await asyncio.to_thread(kill, process)
        process = self.place.start("serve")
        self._begun[self._kills].set()
        return process

    async def reach(self, life: float) -> None:
        await self._begun[int(life)].wait()
        await asyncio.sleep(life % 1 * LIVING[1])


async def _person(lives: Lives, session: aiohttp.ClientSession, drill: Drill, index: int) -> list[Sent]:
    """One member's photos at random moments, each tried like the platform tries; what it gives up is sent anew."""
    chance = random.Random(f"{SEED}-{index}")
    account, fake = drill.accounts[index], FakeWecom()
    messages: list[Sent] = []
    for number, moment in enumerate(
        sorted(chance.uniform(0, drill.kills) for _ in range(drill.each)), start=index * drill.each
    ):
        await lives.reach(moment)
        stored = False
        while not stored:
            message_id = next(lives.message_ids)
            xml = image_xml(account, f"media-{number}", int(fake.clock()), message_id=message_id)
            stored = await _try(session, lives.place.callback("serve"), *fake.encrypt_callback(xml))
            messages.append(Sent(account=account, message_id=message_id, stored=stored))
    return messages


async def _try(session: aiohttp.ClientSession, address: str, query: dict[str, str], body: bytes) -> bool:
    for attempt in range(TRIES):
        if attempt:
            await asyncio.sleep(BETWEEN_TRIES)
        with suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(address, params=query, data=body) as response:
                if response.status == 200:
                    return True
    return False


def _waiting(file: Path) -> int:
    """How much the bot has still to do."""
    with closing(sqlite3.connect(file)) as database:
        (number,) = database.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
            " + (SELECT count(*) FROM outbox WHERE state = 'new')"
            " + (SELECT count(*) FROM receipts WHERE state = 'open')"
        ).fetchone()
    return int(number)


def _answered(deliveries: list[dict[str, str]]) -> dict[int, list[str]]:
    """Submission number → the accounts that were told it is good, once for every time they were told."""
    told: defaultdict[int, list[str]] = defaultdict(list)
    for delivery in deliveries:
        for numbers in _ACCEPTED.findall(delivery["text"]):
            for run in numbers.split("、"):
                first, _, last = run.partition("–")
                for number in range(int(first), int(last or first) + 1):
                    told[number].append(delivery["account"])
    return dict(told)
