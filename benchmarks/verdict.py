"""How long a sender waits: from the callback of a 5 MB photo to its receipt in the platform's hands.

The bot is one ``baosong serve`` on SQLite, the platform a process of its own; callback, download, check, storage, the
two seconds in which receipts gather, and the send are all in the figure. First with nothing else to do, then behind
200 such photos. Goals: idle < 1 s plus the silence; CPU of the check ÷ a full Pillow decode of the same file ≤ 0.5.

    python -m benchmarks.verdict [WAITING]
"""

from __future__ import annotations

import asyncio
import io
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import aiohttp
from PIL import Image, ImageFilter

from benchmarks.measuring import words
from benchmarks.measuring.photos import measure
from storage.receipts import SILENCE
from tests.support.fakes.wecom_messages import image_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, installed, wait_until

WAITING = 200
IDLE = 9
PHOTO_BYTES = 5_000_000
PATIENCE = 900.0  # seconds


def photo() -> bytes:
    """4000 × 3000 pixels, as many bytes as near to ``PHOTO_BYTES`` as the grain can bring it."""
    ground = Image.linear_gradient("L").resize((4000, 3000))
    grain = Image.effect_noise((4000, 3000), 60).filter(ImageFilter.GaussianBlur(0.8))
    picture = Image.merge("RGB", (ground, Image.blend(ground, grain, 0.5), grain))
    written = b""
    for quality in range(95, 40, -3):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        written = file.getvalue()
        if len(written) <= PHOTO_BYTES * 1.05:
            break
    return written


def name(number: int) -> str:
    return f"liaison{number:03}"


class Sender:
    """Members of the platform, each with a photo of their own media id."""

    def __init__(self, place: Installation, data: bytes) -> None:
        self._place = place
        self._fake = FakeWecom()
        self._original = place.folder / "photo.jpg"
        self._original.write_bytes(data)

    async def send(self, members: Sequence[str]) -> dict[str, float]:
        """One photo from each of them, all at once, all acknowledged; account → Unix time of its callback."""
        callbacks = {}
        for member in members:
            os.link(self._original, self._place.folder / "media" / f"photo-of-{member}")
            xml = image_xml(member, f"photo-of-{member}", int(self._fake.clock()))
            callbacks[member] = self._fake.encrypt_callback(xml)
        async with aiohttp.ClientSession() as session:

            async def post(member: str) -> float:
                query, body = callbacks[member]
                begun = time.time()
                async with session.post(self._place.callback("serve"), params=query, data=body) as response:
                    if response.status != 200:
                        raise SystemExit(f"the callback was answered {response.status}")
                return begun

            return dict(zip(members, await asyncio.gather(*map(post, members)), strict=True))

    def answered(self, members: Sequence[str]) -> dict[str, float]:
        """Account → Unix time at which the platform had its first message."""
        wanted = set(members)

        def heard() -> dict[str, float]:
            times: dict[str, float] = {}
            for delivery in self._place.deliveries():
                times.setdefault(delivery["account"], delivery["at"])
            return {account: at for account, at in times.items() if account in wanted}

        if not wait_until(lambda: len(heard()) == len(wanted), seconds=PATIENCE, every=0.05):
            raise SystemExit(f"only {len(heard())} of {len(wanted)} were answered")
        return heard()

    def seconds(self, members: Sequence[str]) -> list[float]:
        """What each of them waits; they send at once."""
        sent = asyncio.run(self.send(members))
        heard = self.answered(members)
        return [heard[member] - sent[member] for member in members]


def waits(folder: Path, data: bytes, waiting: int) -> list[bool]:
    members = [name(number) for number in range(IDLE + waiting + 2)]
    with (
        Nursery() as nursery,
        installed(folder, f"sqlite+aiosqlite:///{folder / 'baosong.db'}", members, nursery) as place,
    ):
        place.wait_for(place.start("serve"), "serve")
        sender = Sender(place, data)
        sender.seconds(members[:1])
        idle = [seconds for member in members[1 : IDLE + 1] for seconds in sender.seconds([member])]
        silence = SILENCE.total_seconds()
        print(f"idle: {words.spread(idle)} s, of which {silence:.0f} s are the silence in which receipts gather")
        met = words.verdict("idle wait in seconds", statistics.median(idle), silence + 1, at_least=False)
        crowd, one = members[IDLE + 1 : -1], members[-1:]
        sent = asyncio.run(sender.send(crowd))
        still = unread(folder / "baosong.db")
        (behind,) = sender.seconds(one)
        heard = sender.answered(crowd)
        everybody = words.spread([heard[member] - sent[member] for member in crowd], 1)
        print(f"behind {waiting} such photos, {still} still waiting: {behind:.1f} s; theirs: {everybody} s")
    return [met]


def unread(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        (number,) = database.execute("SELECT count(*) FROM inbox WHERE state = 'new'").fetchone()
    return int(number)


def check(folder: Path, data: bytes) -> bool:
    file = folder / "photo.jpg"
    file.write_bytes(data)
    ours, _, full = measure(file)
    print(f"check: {1000 * ours:.0f} ms CPU, full decode {1000 * full:.0f} ms")
    return words.verdict("check ÷ decode", ours / full, 0.5, at_least=False)


def main() -> int:
    waiting = int(sys.argv[1]) if len(sys.argv) > 1 else WAITING
    data = photo()
    words.heading(f"Verdicts: a photo of {len(data) / 1e6:.1f} MB, 4000 × 3000")
    with tempfile.TemporaryDirectory(prefix="bs-bench-") as first, tempfile.TemporaryDirectory() as second:
        good = [*waits(Path(first), data, waiting), check(Path(second), data)]
    words.closing(
        "the download comes over loopback and the photo is synthetic: a real platform and a camera's file differ.",
        "platform and bot share the cores, so the wait behind others is longer than on a machine of its own.",
    )
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
