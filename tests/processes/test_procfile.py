"""The Procfile as it stands, started by honcho on PostgreSQL and S3: two webs, two workers, one day walked through."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import obstore
import pytest

from domain.clock import CHINA
from storage import rehearsal
from storage.engine.database import Database
from tests.support import programs
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import image_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, code_of, installed, wait_until
from tests.support.patience import PATIENCE
from tests.support.pictures import picture
from tests.support.stores import BUCKET, CREDENTIALS, s3_endpoint, s3_store

#: Who does what on the day; everybody else is silent.
MEMBERS = [f"liaison{number:02}" for number in range(24)]
ON_TIME, LATE, REFUSED, EXEMPT = MEMBERS[:9], MEMBERS[9:13], MEMBERS[13:16], MEMBERS[16:18]
SILENT = MEMBERS[18:]
#: Seconds after which every process has heard that the rehearsal clock was moved.
HEARD = 1.5


@pytest.mark.slow
def test_a_day_on_two_webs_and_two_workers(tmp_path: Path, nursery: Nursery) -> None:
    url = new_postgresql()
    with s3_endpoint() as endpoint:
        settings = f"""
[files]
url = "s3://{BUCKET}/week"
endpoint = "{endpoint}"
region = "{CREDENTIALS["region"]}"
key = "{CREDENTIALS["access_key_id"]}"
secret = "{CREDENTIALS["secret_access_key"]}"
[roster]
file = "{tmp_path / "roster.xlsx"}"
"""
        with installed(tmp_path, url, MEMBERS, nursery, settings=settings, exempt=EXEMPT, prepared=False) as place:
            _honcho(place, "start", "release").wait(PATIENCE)
            with _running(place) as webs:
                day = Day(place, url, webs)
                day.walk()
            told = json.loads(place.run("missing", "--day", "2020-11-09", "--json"))
        _check_counts(told)
        _check_boss(place)
        _check_objects(endpoint, day.photos)


class Day:
    """One day, message by message; callbacks go to the webs in turn."""

    def __init__(self, place: Installation, url: str, webs: Sequence[int]) -> None:
        self.place = place
        self.photos: dict[str, bytes] = {}
        self._url = url
        self._fake = FakeWecom()
        self._webs = webs
        self._turn = itertools.cycle(webs)

    def walk(self) -> None:
        self._send(ON_TIME, small=False)
        self._send(REFUSED, small=True)
        self._heard([*ON_TIME, *REFUSED], "receipts of the morning")
        self._move(9, 33, 30)
        chased = [*REFUSED, *LATE, *SILENT]
        self._heard([*ON_TIME, *REFUSED, *chased], "reminders to those who have not sent")
        self._move(10, 0, 30)
        self._heard([*ON_TIME, *REFUSED, *chased, "boss"], "the missing list")
        time.sleep(HEARD)
        self._send(LATE, small=False)
        self._heard([*ON_TIME, *REFUSED, *chased, "boss", *LATE], "receipts of the late")
        self._move(10, 10, 30)
        self._heard([*ON_TIME, *REFUSED, *chased, "boss", *LATE, "boss"], "the digest")
        for port in self._webs:
            assert _stored(port) > 0, "a web has taken nothing"

    def _send(self, members: Sequence[str], *, small: bool) -> None:
        asyncio.run(self._post(members, small))

    async def _post(self, members: Sequence[str], small: bool) -> None:
        async with aiohttp.ClientSession() as session:
            for member in members:
                media = f"photo-of-{member}"
                self.photos[member] = picture(MEMBERS.index(member), width=100 if small else 240)
                self.place.shelve(media, self.photos[member])
                now = int(self._fake.clock())
                query, body = self._fake.encrypt_callback(image_xml(member, media, now))
                address = f"http://127.0.0.1:{next(self._turn)}/callback/wecom"
                async with session.post(address, params=query, data=body) as response:
                    assert response.status == 200

    def _move(self, hour: int, minute: int, second: int) -> None:
        asyncio.run(_set_clock(self._url, datetime(2020, 11, 9, hour, minute, second, tzinfo=CHINA)))

    def _heard(self, accounts: Sequence[str], what: str) -> None:
        """Until the platform has delivered exactly one message for each time an account is named."""
        expected = Counter(accounts)

        def delivered() -> Counter[str]:
            texts = [delivery for delivery in self.place.deliveries() if delivery["type"] == "text"]
            return Counter(delivery["account"] for delivery in texts)

        wait_until(lambda: delivered() >= expected)
        assert delivered() == expected, what


async def _set_clock(url: str, to: datetime) -> None:
    database = Database(url)
    async with database.write() as connection:
        await rehearsal.move(connection, to=to, real=datetime.now(UTC))
    await database.close()


@contextmanager
def _running(place: Installation) -> Iterator[list[int]]:
    """Two webs and two workers; the webs' ports."""
    first = _two_free_ports()
    honcho = _honcho(place, "start", "-p", str(first), "-c", "web=2,worker=2", "web", "worker")
    try:
        for port in (first, first + 1):
            programs.wait_until_listening(honcho, port, place.log("honcho"))
        yield [first, first + 1]
    finally:
        honcho.send_signal(signal.SIGTERM)
        honcho.wait(PATIENCE)


def _honcho(place: Installation, *arguments: str) -> subprocess.Popen[bytes]:
    binaries = str(Path(sys.executable).parent)
    variables = {"BAOSONG_CONFIG": str(place.config), "PATH": os.pathsep.join((binaries, os.environ.get("PATH", "")))}
    return programs.start(["-m", "honcho", *arguments], place.log("honcho"), variables=variables)


def _two_free_ports() -> int:
    """The first of two neighbouring free ports: honcho counts upwards."""
    for _ in range(50):
        port = programs.free_port()
        if port < 65_000 and programs.is_free(port + 1):
            return port
    raise AssertionError("no two neighbouring free ports")


def _stored(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        lines = answer.read().decode().splitlines()
    counted = [line for line in lines if line.startswith("baosong_callbacks_total") and 'outcome="stored"' in line]
    return sum(float(line.split()[-1]) for line in counted)


def _codes(members: Sequence[str]) -> list[str]:
    return [code_of(MEMBERS.index(member) + 1) for member in members]


def _check_counts(told: dict[str, object]) -> None:
    missing = sorted([*REFUSED, *SILENT])
    expected = len(MEMBERS) - len(EXEMPT)
    keys = ("campaign", "day", "expected", "actual", "on_time", "late", "exempt")
    assert {key: told[key] for key in keys} == {
        "campaign": "drill-2020",
        "day": "2020-11-09",
        "expected": expected,
        "actual": len(ON_TIME) + len(LATE),
        "on_time": len(ON_TIME),
        "late": len(LATE),
        "exempt": len(EXEMPT),
    }
    listed = told["missing"]
    assert isinstance(listed, list)
    assert sorted(unit["code"] for unit in listed) == _codes(missing)


def _check_boss(place: Installation) -> None:
    """The missing list names exactly those who had not sent by ten; the digest has the six counts of ten past ten."""
    missing, digest = (d["text"] for d in place.deliveries() if d["account"] == "boss" and d["type"] == "text")
    by_ten = [*REFUSED, *LATE, *SILENT]
    names = {member: f"示例市第{number}职业学校" for number, member in enumerate(MEMBERS, start=1)}
    assert {member for member, name in names.items() if name in missing} == set(by_ten)
    assert f"应报 {len(MEMBERS) - len(EXEMPT)} 个" in missing
    counts = {"应报": 22, "已报": 13, "按时": 9, "迟报": 4, "缺报": 9, "免报": 2}
    assert all(f"{name} {number}" in digest for name, number in counts.items()), digest


def _check_objects(endpoint: str, photos: dict[str, bytes]) -> None:
    """Every photo is in S3 under its day and unit, byte for byte."""
    store = s3_store(endpoint, "week")
    found = {}
    for listed in obstore.list(store._store, prefix="drill-2020/2020-11-09").collect():
        campaign, day, unit, name = listed["path"].split("/")
        assert (campaign, day, name.endswith(".jpg")) == ("drill-2020", "2020-11-09", True)
        found[unit] = bytes(obstore.get(store._store, listed["path"]).bytes())
    assert found == {code_of(MEMBERS.index(member) + 1): data for member, data in photos.items()}
