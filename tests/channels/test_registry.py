"""The table of platforms, and channels made from their settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels import registry
from channels.connecting import connector_of
from channels.registry import ChannelSettings, Services, build
from channels.simulator import SimulatorSettings
from channels.wecom_bot.settings import WecomBotSettings
from domain.roster.roster import AccountColumn
from tests.channels.cases import CASES
from tests.channels.samples.dingtalk_messages import SETTINGS as DINGTALK_SETTINGS
from tests.channels.samples.feishu_messages import SETTINGS as FEISHU_SETTINGS
from tests.channels.samples.simulator import Page
from tests.channels.samples.wecom_bot_messages import SETTINGS as BOT_SETTINGS
from tests.channels.samples.wecom_messages import SETTINGS

SIMULATOR = ChannelSettings(kind="simulator", name="simulator", settings=SimulatorSettings(enabled=True))


def wecom(name: str) -> ChannelSettings:
    return ChannelSettings(kind="wecom", name=name, settings=SETTINGS)


async def test_every_kind_is_made_from_its_settings_under_its_own_name() -> None:
    page = Page([]).page
    real = {"wecom": SETTINGS, "wecom-bot": BOT_SETTINGS, "dingtalk": DINGTALK_SETTINGS, "feishu": FEISHU_SETTINGS}
    real["wecom-kf"] = CASES["wecom-kf"].calling.settings
    real["wechat"] = CASES["wechat"].calling.settings
    real["group-robot"] = CASES["group-robot"].calling.settings
    given = {kind: ChannelSettings(kind=kind, name=kind, settings=settings) for kind, settings in real.items()}
    channels = build({"simulator": SIMULATOR, **given}, Services(page=page))
    assert set(channels) == set(registry.kinds())
    for kind, channel in channels.items():
        assert (channel.name, channel.abilities) == (kind, CASES[kind].receiving.channel.abilities)
        await channel.close()


async def test_a_bot_with_a_secret_is_connected_to_and_one_with_a_token_calls_us() -> None:
    secret = WecomBotSettings(bot_id="aib-1", secret="s")
    for settings, connects in ((secret, True), (BOT_SETTINGS, False)):
        named = ChannelSettings(kind="wecom-bot", name="wecom-bot", settings=settings)
        channel = build({"wecom-bot": named}, Services())["wecom-bot"]
        assert (connector_of(channel) is not None) == connects
        await channel.close()


def test_only_what_is_configured_is_made() -> None:
    assert build({}, Services()) == {}


def test_a_kind_without_a_channel_is_named() -> None:
    with pytest.raises(ValueError, match="telex"):
        build({"telex": ChannelSettings(kind="telex", name="telex", settings=None)}, Services())


def test_the_simulator_is_nothing_without_its_page() -> None:
    with pytest.raises(ValueError, match="page"):
        build({"simulator": SIMULATOR}, Services())


def test_a_roster_has_the_columns_it_always_had() -> None:
    assert registry.roster_columns().accounts == (
        AccountColumn(header="企业微信账号", channel="wecom", ignores_case=True),
        AccountColumn(header="公众号OpenID", channel="wechat"),
        AccountColumn(header="钉钉账号", channel="dingtalk"),
        AccountColumn(header="飞书账号", channel="feishu"),
    )


def test_platforms_are_called_as_people_call_them() -> None:
    assert {kind: registry.label(kind) for kind in ("wecom", "wechat", "dingtalk", "feishu", "simulator", "telex")} == {
        "wecom": "企业微信",
        "wechat": "公众号",
        "dingtalk": "钉钉",
        "feishu": "飞书",
        "simulator": "模拟聊天",
        "telex": "telex",
    }


async def test_two_of_a_kind_have_names_of_their_own_in_all_that_they_say() -> None:
    channels = build({"city": wecom("city"), "county": wecom("county")}, Services())
    case = CASES["wecom"].receiving
    sample = case.samples["text"]
    for name, channel in channels.items():
        (message,) = channel.receive(case.seal(sample.wire, case.now)).messages
        assert message == replace(sample.means[0], channel=name)
        assert channel.name == name
        await channel.close()


def test_a_further_channel_has_a_column_and_a_label_of_its_own() -> None:
    channels = {"wecom": wecom("wecom"), "county": wecom("county"), "simulator": SIMULATOR}
    usual = registry.roster_columns().accounts
    assert registry.roster_columns(channels).accounts == (
        *usual,
        AccountColumn(header="账号:county", channel="county", ignores_case=True),
    )
    assert {name: registry.label(name, channels) for name in (*channels, "gone")} == {
        "wecom": "企业微信",
        "county": "企业微信(county)",
        "simulator": "模拟聊天",
        "gone": "gone",
    }


def test_every_platform_stands_under_its_own_kind() -> None:
    assert all(platform.kind == kind for kind, platform in registry.PLATFORMS.items())
