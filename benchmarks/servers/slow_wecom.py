"""The tests' WeCom platform as it is seen from a province: every answer takes 50 to 300 ms, and photos are megabytes.

A media id is ``FILE--ANYTHING``: FILE of the folder, its bands of rows in an order that ANYTHING decides, so that
thousands of different photos cost the platform no encoding. A file without restart markers is given as it is.

    python -m benchmarks.servers.slow_wecom --port PORT --record FILE --media FOLDER
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
from pathlib import Path

from aiohttp import web

from benchmarks.measuring.bands import shuffled
from tests.support.fakes.wecom_media import Media, MediaShelf
from tests.support.fakes.wecom_platform import FakeWecom

#: Seconds that an answer takes, least and most.
PAUSE = (0.05, 0.3)


class Shelf(MediaShelf):
    """Keeps the folder's files in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._read: dict[str, bytes] = {}

    def _find(self, media_id: str) -> Media | None:
        name, _, order = media_id.partition("--")
        if name not in self._read:
            assert self.folder is not None
            self._read[name] = (self.folder / name).read_bytes()
        return Media(data=shuffled(self._read[name], order), file_name="")


@web.middleware
async def slowly(request: web.Request, handler: object) -> web.StreamResponse:
    await asyncio.sleep(random.uniform(*PAUSE))
    return await handler(request)  # type: ignore[operator, no-any-return]


async def serve(port: int, record: Path, media: Path) -> None:
    fake = FakeWecom(middlewares=[slowly])
    fake.shelf = Shelf(media)
    fake.mailboxes.per_minute = 100_000
    fake.record_to(record)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await fake.start(port)
    await stopped.wait()
    await fake.stop()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--per-minute", help="taken and ignored")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.record, options.media))


if __name__ == "__main__":
    main()
