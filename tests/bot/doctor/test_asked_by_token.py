"""The doctor at DingTalk, Feishu and a 服务号: the platform is asked by a token, which takes no connection away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import checks
from bot.doctor.diagnosis import Diagnosis, Grade
from bot.settings.load import load
from domain.clock import RealClock
from formats.words import doctor as words
from tests.support.fakes import dingtalk_calls, feishu_calls
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.fakes.wechat_platform import FakeWechat


async def diagnosed(kind: str, credentials: dict[str, Any], **changes: str) -> tuple[Diagnosis, str]:
    fields = {**credentials, **changes}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())
    text = f'public_url = "https://baosong.example.org"\n[channels.{kind}]\n{lines}\n'
    Path("config.toml").write_text(text, encoding="utf-8")
    found = load(Path("config.toml"))
    (one,) = [it async for it in checks.examine(found, RealClock().real()) if it.id == f"channel.{kind}"]
    return one, "".join(words.said(one.id, one.code, one.values))


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def test_the_step_of_dingtalks_console_that_is_missing_is_named() -> None:
    async with FakeDingTalk() as platform:
        one, _ = await diagnosed("dingtalk", platform.credentials)
        assert (one.grade, one.code, len(platform.opened)) == (Grade.GOOD, "good", 0)
        one, said = await diagnosed("dingtalk", platform.credentials, client_secret="another")
        assert (one.grade, one.code) == (Grade.BAD, "credentials")
        assert "Client ID、Client Secret" in said and "another" not in said
        platform.calls.refusals["token"] = [dingtalk_calls.Refused(403, "Forbidden.AccessDenied.IpNotInWhiteList")]
        one, said = await diagnosed("dingtalk", platform.credentials)
        assert (one.grade, one.code) == (Grade.BAD, "configuration")
        assert "出口" in said


async def test_the_step_of_feishus_console_that_is_missing_is_named() -> None:
    async with FakeFeishu() as platform:
        one, _ = await diagnosed("feishu", platform.credentials)
        assert (one.grade, one.code, platform.connected) == (Grade.GOOD, "good", 0)
        one, said = await diagnosed("feishu", platform.credentials, app_secret="another")
        assert (one.grade, one.code) == (Grade.BAD, "credentials")
        assert "App ID、App Secret" in said and "another" not in said
        platform.calls.refusals["token"] = [feishu_calls.Refused(99991672)]
        one, said = await diagnosed("feishu", platform.credentials)
        assert (one.grade, one.code) == (Grade.BAD, "configuration")
        assert "权限" in said


async def test_the_step_of_a_service_accounts_console_that_is_missing_is_named() -> None:
    async with FakeWechat() as platform:
        one, _ = await diagnosed("wechat", platform.credentials)
        assert (one.grade, one.code) == (Grade.GOOD, "good")
        one, said = await diagnosed("wechat", platform.credentials, secret="another")
        assert (one.grade, one.code) == (Grade.BAD, "credentials")
        assert "AppID、AppSecret" in said and "another" not in said
        platform.refusals["token"] = [40164]
        one, said = await diagnosed("wechat", platform.credentials)
        assert (one.grade, one.code) == (Grade.BAD, "configuration")
        assert "IP白名单" in said
