"""The bot's web part alone over a province of ``benchmarks.measuring.province``, with people who are logged in.

    python -m benchmarks.servers.desk URL FOLDER SESSIONS

Fills the empty database at URL, prints one line of JSON (``benchmarks.measuring.desk_server.Served``) and serves until
it is ended. ``/figures`` tells what the process has taken: ``cpu`` in seconds, ``statements`` said to the database.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any, cast

from aiohttp import web
from PIL import Image, ImageFilter
from sqlalchemy import Engine, event

from benchmarks.measuring import province
from bot.serving import settle
from domain.clock import Rehearsal, RehearsalClock
from handlers.context import Context
from handlers.desk.entering import LIFE
from storage import sessions
from storage.campaign_files import load_campaigns
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from tests.support.seals import SEAL
from web.app import build_app

CAMPAIGN = "nanchang-2020"
#: The day that is looked at: the third, ten minutes after its deadline.
DAY = 2
AFTER = timedelta(minutes=10)


async def serve(url: str, folder: Path, number: int) -> None:
    said = _count_statements()
    (campaign,) = load_campaigns([CAMPAIGN]).values()
    await migrate.upgrade(database := Database(url))
    now = campaign.due_at(campaign.days[DAY]) + AFTER
    person = await province.build(database, campaign, now)
    objects = Objects(str(folder / "files"))
    await _draw(objects)
    opened = await _log_in(database, person, number)
    clock = RehearsalClock(Rehearsal(real=datetime.now(UTC), rehearsed=now))
    ctx = Context(
        campaigns={campaign.code: campaign},
        database=database,
        objects=objects,
        # Nothing is sent in, so nothing is checked.
        checker=cast(Any, None),
        channels={},
        clock=clock,
        scratch=folder,
        public_url="http://127.0.0.1",
        seal=SEAL,
    )
    settle(AsyncExitStack())
    app = build_app(ctx, InboxWriter(database, clock), wake=lambda: None)

    async def figures(_request: web.Request) -> web.Response:
        return web.json_response({"cpu": process_time(), "statements": len(said)})

    app.router.add_get("/figures", figures)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served = {"campaign": CAMPAIGN, "day": campaign.days[DAY].isoformat(), "sessions": opened}
    print(json.dumps({"url": f"http://127.0.0.1:{runner.addresses[0][1]}", **served}), flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await runner.cleanup()
    await database.close()


def _count_statements() -> Sequence[None]:
    """Grows by one with each statement of this process."""
    said: list[None] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(None)

    event.listen(Engine, "before_cursor_execute", note)
    return said


async def _log_in(database: Database, person: int, number: int) -> list[str]:
    """Of ten sessions one is of the province, the first among them; the others are of its cities."""
    real = datetime.now(UTC)
    people = [person if one % 10 == 0 else province.CITY + one % province.CITIES for one in range(number)]
    async with database.write() as connection:
        return [
            await sessions.make(connection, person_id=one, agent="", address="", now=real, expires_at=real + LIFE)
            for one in people
        ]


async def _draw(objects: Objects) -> None:
    """Pictures as heavy as those of real photos: 10 to 15 KB small, 150 to 250 KB large."""
    chance = random.Random(20201109)
    for number in range(province.PICTURES):
        colour = tuple(chance.randrange(60, 220) for _ in range(3))
        grain = Image.effect_noise((1600, 1200), 50).filter(ImageFilter.GaussianBlur(1.5)).convert("RGB")
        picture = Image.blend(Image.new("RGB", grain.size, colour), grain, 0.6)
        small = picture.resize((320, 240)).filter(ImageFilter.GaussianBlur(0.4))
        for key, image in ((province.preview_key(number), picture), (province.small_key(number), small)):
            image.save(file := io.BytesIO(), "JPEG", quality=75)
            await objects.put(key, file.getvalue())


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
