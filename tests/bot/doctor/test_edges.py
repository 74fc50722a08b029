"""What the doctor finds just before and just beyond each of its limits."""

from __future__ import annotations

import asyncio
from collections import namedtuple
from datetime import datetime
from pathlib import Path

import pytest

from bot.doctor import checks, watching
from bot.doctor.diagnosis import Diagnosis, Grade, good
from bot.settings.load import load
from bot.settings.tables import Settings
from channels import registry
from channels.registry import ChannelSettings, Services
from channels.wecom.settings import WecomSettings
from domain.clock import CHINA
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.swift_time import swiftly

NOW = datetime(2020, 11, 1, tzinfo=CHINA)
REHEARSAL = "[rehearsal]\nnow = 2020-11-09T09:28:00+08:00\n[channels.simulator]\nenabled = true\n"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(text: str = "") -> Settings:
    Path("config.toml").write_text(text + REHEARSAL, encoding="utf-8")
    return load(Path("config.toml"))


async def troubles(found: Settings, now: datetime = NOW) -> list[tuple[str, str, Grade]]:
    return [(d.id, d.code, d.grade) for d in await checks.startup_problems(found, now)]


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (499_999_999, [("disk", "full", Grade.BAD)]),
        (500_000_000, [("disk", "little", Grade.ADVICE)]),
        (4_999_999_999, [("disk", "little", Grade.ADVICE)]),
        (5_000_000_000, []),
    ],
)
async def test_a_disk_is_told_before_it_is_full(
    monkeypatch: pytest.MonkeyPatch, free: int, expected: list[tuple[str, str, Grade]]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**12, 0, free))
    assert await troubles(settings()) == expected


@pytest.mark.parametrize(("length", "expected"), [(15, [("secret_key", "short", Grade.BAD)]), (16, [])])
async def test_a_key_that_can_be_guessed_is_told(length: int, expected: list[tuple[str, str, Grade]]) -> None:
    assert await troubles(settings(f'secret_key = "{"k" * length}"\n')) == expected


@pytest.mark.parametrize(("second", "expected"), [(0, []), (1, [("campaign", "over", Grade.ADVICE)])])
async def test_a_campaign_is_over_after_its_last_moment(second: int, expected: list[tuple[str, str, Grade]]) -> None:
    moment = datetime(2020, 11, 22, 0, 0, second, tzinfo=CHINA)
    assert await troubles(settings('campaigns = ["moe-2020"]\n'), moment) == expected


class Slow:
    """A channel whose platform answers after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def probe(self) -> None:
        await asyncio.sleep(self.seconds)

    async def close(self) -> None: ...


@pytest.mark.parametrize(("answers_after", "grade"), [(19.9, Grade.GOOD), (20.1, Grade.BAD)])
def test_a_platform_is_waited_for_so_long(monkeypatch: pytest.MonkeyPatch, answers_after: float, grade: Grade) -> None:
    monkeypatch.setattr(registry, "build", lambda settings, services: {"wecom": Slow(answers_after)})
    known = WecomSettings(**{**FakeWecom().credentials, "api_base_url": "http://127.0.0.1:9"})
    found = settings().model_copy(
        update={"rehearsal": None, "channels": {"wecom": ChannelSettings(kind="wecom", name="wecom", settings=known)}}
    )

    async def main() -> list[Diagnosis]:
        return [diagnosis async for diagnosis in checks._channels(found, Services())]

    (diagnosis,) = swiftly(main)
    assert diagnosis.grade is grade


@pytest.mark.parametrize(("takes", "grade", "code"), [(19.9, Grade.GOOD, ""), (20.1, Grade.ADVICE, "not_finished")])
def test_one_look_may_take_so_long(takes: float, grade: Grade, code: str) -> None:
    async def look() -> list[Diagnosis]:
        await asyncio.sleep(takes)
        return [good("backlog")]

    async def main() -> list[Diagnosis]:
        return [diagnosis async for diagnosis in watching._limited("backlog", look)]

    (diagnosis,) = swiftly(main)
    assert (diagnosis.id, diagnosis.grade, diagnosis.code) == ("backlog", grade, code or good("backlog").code)


async def test_a_look_that_fails_ends_no_other() -> None:
    async def look() -> list[Diagnosis]:
        raise KeyError("hush")

    (diagnosis,) = [diagnosis async for diagnosis in watching._limited("backlog", look)]
    assert (diagnosis.grade, diagnosis.code, diagnosis.values) == (Grade.BAD, "not_seen", {"reason": "KeyError"})
