"""The doctor at DingTalk: the platform is asked by a token, which takes no connection away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.doctor import checks
from bot.doctor.diagnosis import Diagnosis, Grade
from bot.settings.load import load
from domain.clock import RealClock
from formats.words import doctor as words
from tests.support.fakes.dingtalk_calls import Refused
from tests.support.fakes.dingtalk_platform import FakeDingTalk


async def diagnosed(platform: FakeDingTalk, **changes: str) -> tuple[Diagnosis, str]:
    fields = {**platform.credentials, **changes}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())
    text = f'public_url = "https://baosong.example.org"\n[channels.dingtalk]\n{lines}\n'
    Path("config.toml").write_text(text, encoding="utf-8")
    found = load(Path("config.toml"))
    (one,) = [it async for it in checks.examine(found, RealClock().real()) if it.id == "channel.dingtalk"]
    return one, "".join(words.said(one.id, one.code, one.values))


async def test_the_step_of_the_console_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with FakeDingTalk() as platform:
        one, _ = await diagnosed(platform)
        assert (one.grade, one.code, len(platform.opened)) == (Grade.GOOD, "good", 0)
        one, said = await diagnosed(platform, client_secret="another")
        assert (one.grade, one.code) == (Grade.BAD, "credentials")
        assert "Client ID、Client Secret" in said and "another" not in said
        platform.calls.refusals["token"] = [Refused(403, "Forbidden.AccessDenied.IpNotInWhiteList")]
        one, said = await diagnosed(platform)
        assert (one.grade, one.code) == (Grade.BAD, "configuration")
        assert "出口" in said
