"""The doctor at DingTalk, Feishu and plain WeChat: the platform is asked by a token, which takes no connection away."""

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
from tests.support.fakes.wecom_kf_platform import FakeKf


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
        for wrong in ({"client_secret": "another"}, {"client_id": "dinganother"}):
            one, said = await diagnosed("dingtalk", platform.credentials, **wrong)
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
        for wrong in ({"app_secret": "another"}, {"app_id": "cli_another"}):
            one, said = await diagnosed("feishu", platform.credentials, **wrong)
            assert (one.grade, one.code) == (Grade.BAD, "credentials")
            assert "App ID、App Secret" in said and "another" not in said
        platform.calls.refusals["info"] = [feishu_calls.Refused(11205)]
        one, said = await diagnosed("feishu", platform.credentials)
        assert (one.grade, one.code) == (Grade.BAD, "configuration")
        assert "机器人" in said
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


@pytest.mark.parametrize(
    ("errcode", "code", "mend"),
    [
        (40013, "credentials", "AppID、AppSecret"),
        (40125, "credentials", "AppID、AppSecret"),
        (40001, "credentials", "AppID、AppSecret"),
        (40164, "configuration", "IP白名单"),
        (48001, "configuration", "接口权限"),
        (45009, "throttled", "过一会儿再试"),
        (-1, "busy", "api_base_url"),
    ],
)
async def test_each_refusal_of_a_service_account_says_what_to_mend(errcode: int, code: str, mend: str) -> None:
    async with FakeWechat() as platform:
        platform.refusals["token"] = [errcode] * 2
        one, said = await diagnosed("wechat", platform.credentials)
    assert (one.grade, one.code) == (Grade.BAD, code) and mend in said and str(errcode) in said


async def test_the_step_of_a_customer_services_console_that_is_missing_is_named() -> None:
    async with FakeKf() as platform:
        one, _ = await diagnosed("wecom-kf", platform.credentials)
        assert (one.grade, one.code, platform.pulled) == (Grade.GOOD, "good", [])
        for wrong in ({"secret": "another"}, {"corp_id": "wwanother"}):
            one, said = await diagnosed("wecom-kf", platform.credentials, **wrong)
            assert (one.grade, one.code) == (Grade.BAD, "credentials")
            assert "企业ID、管理客服账号的应用的 Secret" in said and "another" not in said
        one, said = await diagnosed("wecom-kf", platform.credentials, open_kfid="wkAnother")
        assert (one.grade, one.code) == (Grade.BAD, "configuration")
        assert "open_kfid" in said
    one, said = await diagnosed("wecom-kf", platform.credentials)
    assert (one.grade, one.code) == (Grade.BAD, "busy") and "api_base_url" in said


@pytest.mark.parametrize(
    ("errcode", "code", "mend"),
    [
        (60020, "configuration", "企业可信IP"),
        (50003, "configuration", "应用是否启用"),
        (95000, "configuration", "open_kfid"),
        (95004, "configuration", "open_kfid"),
        (95011, "configuration", "可调用接口的应用"),
        (95012, "configuration", "可调用接口的应用"),
        (95017, "configuration", "可调用接口的应用"),
        (48002, "unclear", "应用的权限"),
        (-1, "busy", "稍后再试"),
    ],
)
async def test_each_refusal_of_a_customer_service_says_what_to_mend(errcode: int, code: str, mend: str) -> None:
    async with FakeKf() as platform:
        platform.refusals["add_contact_way"] = [errcode] * 2
        one, said = await diagnosed("wecom-kf", platform.credentials)
    assert (one.grade, one.code) == (Grade.BAD, code) and mend in said and str(errcode) in said
