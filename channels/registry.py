"""Which platforms there are: one row each. Settings, wiring, doctor and roster read this table.

A new channel is a file (or folder) beside this one and a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from channels.contract import Channel
from channels.dingtalk.settings import DingTalkSettings
from channels.feishu.settings import FeishuSettings
from channels.group_robot.settings import GroupRobotSettings
from channels.simulator import SimulatorChannel, SimulatorPage, SimulatorSettings
from channels.wechat.settings import WechatSettings
from channels.wecom.settings import WecomSettings
from channels.wecom_bot.settings import WecomBotSettings
from channels.wecom_kf.settings import WecomKfSettings
from domain.roster.roster import AccountColumn, Columns
from domain.spending import Monthly

if TYPE_CHECKING:
    from channels.counted import Count
    from channels.platform_time import PlatformTime
    from channels.tokens import SharedToken

#: What the header of a further channel's accounts in a roster begins with.
ACCOUNTS_OF = "账号:"

#: A channel's own settings: a dataclass, its table in the settings file.
S = TypeVar("S")


def _unheard() -> PlatformTime:
    # Like the channels' libraries: what only reads settings should not wait for the logging library.
    from channels.platform_time import PlatformTime

    return PlatformTime()


@dataclass(frozen=True, kw_only=True)
class Services:
    """What the program lends to its channels; each takes what it needs."""

    #: None where only platforms of their own are built, to be asked whether they can be reached.
    page: SimulatorPage | None = None
    platform_time: PlatformTime = field(default_factory=_unheard)
    #: What is said to whoever opens a conversation, where only the answer to that can say it.
    welcome: str = ""
    #: What is said in place of words that a platform does not bring: without any number, which may be why.
    withheld: str = ""
    #: What is missing before a deadline, in the few characters of words that a platform has approved.
    owed: str = ""
    #: Name → where its access token is kept for all processes; None where one asks for itself.
    token: Callable[[str], SharedToken] | None = None
    #: Name → what counts its calls, where the platform's month is limited; None where nobody counts.
    count: Callable[[str], Count] | None = None

    def token_of(self, name: str) -> SharedToken | None:
        """Where the token of the channel of that name is kept."""
        return self.token(name) if self.token else None

    def count_of(self, name: str) -> Count | None:
        """What counts the calls of the channel of that name."""
        return self.count(name) if self.count else None


@dataclass(frozen=True, kw_only=True)
class ChannelSettings:
    """One channel in force. ``name``: its own, as in ``/callback/<name>`` and every account; of its kind by default.

    ``settings``: what its kind needs. ``groups``: the ids of groups that are somebody's own, and whose.
    """

    kind: str
    name: str
    settings: Any
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChannelKind(Generic[S]):
    """A platform that a channel speaks to."""

    #: As in ``[channels.<kind>]`` and ``[[channel]] kind``; the name of a channel that has no other.
    kind: str
    #: What people call it.
    label: str
    #: The header of its accounts in a roster; empty: they are not typed in.
    roster_column: str = ""
    #: Accounts that differ in case alone are the same one, kept in small letters.
    ignores_case: bool = False
    settings: type[S]
    #: Name, settings, services → the channel of that name.
    build: Callable[[str, S, Services], Channel]
    #: For rehearsals alone: nobody is reached, and anybody may be anybody on it.
    rehearsal: bool = False
    #: People have accounts on it and speak to it; a robot of a group only speaks.
    hears: bool = True
    #: What people send is pulled: its callbacks say only that there is something.
    pulls: bool = False
    #: It gives an address by which people come in, to which an invite code may be put.
    links: bool = False
    #: It makes such an address for each code, good for a time (``channels.inviting``).
    personal_links: bool = False
    #: What the platform's console calls what ``doctor`` wants looked at (``formats.words.doctor.USUAL_HINTS``).
    console_hints: Mapping[str, str] = field(default_factory=dict)


def _wecom(name: str, settings: WecomSettings, services: Services) -> Channel:
    # Its libraries (aiohttp, cryptography) are for who speaks to the platform, not for who reads settings.
    from channels.wecom.channel import WecomChannel

    return WecomChannel(settings, name=name, platform_time=services.platform_time, token=services.token_of(name))


def _wecom_bot(name: str, settings: WecomBotSettings, services: Services) -> Channel:
    from channels.wecom_bot.connected import ConnectedBot
    from channels.wecom_bot.webhook import WebhookBot

    if settings.connects:
        return ConnectedBot(settings, name=name)
    return WebhookBot(settings, name=name, platform_time=services.platform_time, welcome=services.welcome)


def _wecom_kf(name: str, settings: WecomKfSettings, services: Services) -> Channel:
    from channels.wecom_kf.channel import WecomKfChannel

    return WecomKfChannel(settings, name=name, platform_time=services.platform_time, token=services.token_of(name))


def _wechat(name: str, settings: WechatSettings, services: Services) -> Channel:
    from channels.wechat.channel import WechatChannel

    return WechatChannel(
        settings,
        name=name,
        platform_time=services.platform_time,
        owed=services.owed,
        token=services.token_of(name),
    )


def _dingtalk(name: str, settings: DingTalkSettings, services: Services) -> Channel:
    from channels.dingtalk.channel import DingTalkChannel

    return DingTalkChannel(
        settings,
        name=name,
        platform_time=services.platform_time,
        token=services.token_of(name),
        count=services.count_of(name),
    )


def _feishu(name: str, settings: FeishuSettings, services: Services) -> Channel:
    from channels.feishu.channel import FeishuChannel

    return FeishuChannel(
        settings,
        name=name,
        platform_time=services.platform_time,
        withheld=services.withheld,
        token=services.token_of(name),
        count=services.count_of(name),
    )


def _simulator(name: str, settings: SimulatorSettings, services: Services) -> Channel:
    if services.page is None:
        raise ValueError("the simulator needs its page")
    return SimulatorChannel(services.page)


_WECOM = ChannelKind(
    kind="wecom",
    label="企业微信",
    roster_column="企业微信账号",
    # The platform does not tell cases apart and reports accounts in small letters (docs/platform.md, Accounts).
    ignores_case=True,
    settings=WecomSettings,
    build=_wecom,
    console_hints={
        "credentials": "企业ID、AgentId、Secret",
        "allow_list": "企业可信IP",
        "app_id": "AgentId",
        "base_url": "api_base_url",
    },
)
_WECOM_BOT = ChannelKind(
    kind="wecom-bot",
    label="企业微信智能机器人",
    settings=WecomBotSettings,
    build=_wecom_bot,
    console_hints={"credentials": "Bot ID、Secret", "app_id": "Bot ID", "base_url": "websocket_url"},
)
_WECOM_KF = ChannelKind(
    kind="wecom-kf",
    label="微信客服",
    settings=WecomKfSettings,
    build=_wecom_kf,
    pulls=True,
    links=True,
    console_hints={
        "credentials": "企业ID、管理客服账号的应用的 Secret",
        "allow_list": "企业可信IP",
        "app_id": "open_kfid（要在“微信客服 → 可调用接口的应用”里交给这个应用管理）",
        "base_url": "api_base_url",
    },
)
_WECHAT = ChannelKind(
    kind="wechat",
    label="公众号",
    roster_column="公众号OpenID",
    settings=WechatSettings,
    build=_wechat,
    personal_links=True,
    console_hints={
        "credentials": "AppID、AppSecret",
        "allow_list": "IP白名单和接口权限",
        "app_id": "AppID",
        "base_url": "api_base_url",
    },
)
_DINGTALK = ChannelKind(
    kind="dingtalk",
    label="钉钉",
    roster_column="钉钉账号",
    settings=DingTalkSettings,
    build=_dingtalk,
    console_hints={
        "credentials": "Client ID、Client Secret",
        "allow_list": "应用的“服务器出口IP”",
        "app_id": "权限（企业内机器人发送消息）和 RobotCode",
        "base_url": "api_base_url",
    },
)
_FEISHU = ChannelKind(
    kind="feishu",
    label="飞书",
    roster_column="飞书账号",
    settings=FeishuSettings,
    build=_feishu,
    console_hints={
        "credentials": "App ID、App Secret",
        "allow_list": "应用的“IP 白名单”",
        "app_id": "机器人能力、权限（获取与发送单聊、群组消息）和 App ID",
        "base_url": "api_base_url",
    },
)


def _group_robot(name: str, settings: GroupRobotSettings, services: Services) -> Channel:
    from channels.group_robot.channel import GroupRobotChannel

    return GroupRobotChannel(settings, name=name)


_GROUP_ROBOT = ChannelKind(
    kind="group-robot",
    label="群机器人",
    settings=GroupRobotSettings,
    build=_group_robot,
    hears=False,
    console_hints={"credentials": "机器人的 Webhook 地址", "allow_list": "机器人安全设置里的 IP 地址"},
)
_SIMULATOR = ChannelKind(
    kind="simulator", label="模拟聊天", settings=SimulatorSettings, build=_simulator, rehearsal=True
)

#: By kind, in the order in which a person of several accounts is looked for.
PLATFORMS: dict[str, ChannelKind[Any]] = {
    platform.kind: platform
    for platform in (
        _WECOM,
        _WECOM_BOT,
        _WECHAT,
        _WECOM_KF,
        _DINGTALK,
        _FEISHU,
        _GROUP_ROBOT,
        _SIMULATOR,
    )
}


def kinds() -> dict[str, ChannelKind[Any]]:
    """The platforms, by kind."""
    return PLATFORMS


def label(name: str, channels: Mapping[str, ChannelSettings] | None = None) -> str:
    """What people call a channel, with its name where that is not its kind's.

    ``channels``: those in force; of one that is not (any more) its kind's label, or its name.
    """
    known = (channels or {}).get(name)
    if known is not None and known.kind != name:
        return f"{PLATFORMS[known.kind].label}({name})"
    return PLATFORMS[name].label if name in PLATFORMS else name


def monthly(channels: Mapping[str, ChannelSettings]) -> dict[str, Monthly]:
    """Channel → what its settings allow in a month."""
    return {
        name: Monthly(
            calls=getattr(channel.settings, "monthly_calls", 0), heard=getattr(channel.settings, "monthly_messages", 0)
        )
        for name, channel in channels.items()
    }


def longest_callback(channels: Mapping[str, ChannelSettings]) -> int:
    """The bytes of a body that some channel still reads; 0 where nothing is posted."""
    return max((getattr(its.settings, "max_callback_bytes", 0) for its in channels.values()), default=0)


def rehearses(name: str) -> bool:
    """Nobody is reached on it. The channels of rehearsals have no names of their own."""
    return name in kinds() and kinds()[name].rehearsal


def roster_columns(channels: Mapping[str, ChannelSettings] | None = None) -> Columns:
    """The columns of a roster file: those of the platforms, and one for each further channel in force, by its name."""
    usual = {kind: platform for kind, platform in PLATFORMS.items() if platform.roster_column}
    further = {
        name: kinds()[channel.kind]
        for name, channel in (channels or {}).items()
        if name not in usual and not rehearses(name) and kinds()[channel.kind].hears
    }
    own = [(platform.roster_column, kind, platform) for kind, platform in usual.items()]
    own += [(f"{ACCOUNTS_OF}{name}", name, platform) for name, platform in further.items()]
    return Columns(
        tuple(
            AccountColumn(header=header, channel=name, ignores_case=platform.ignores_case)
            for header, name, platform in own
        )
    )


def build(channels: Mapping[str, ChannelSettings], services: Services) -> dict[str, Channel]:
    """Name → channel, of all those in force. Raises ``ValueError``."""
    known = kinds()
    unknown = sorted({channel.kind for channel in channels.values()} - set(known))
    if unknown:
        raise ValueError(f"no such channel: {', '.join(unknown)}")
    return {name: known[its.kind].build(name, its.settings, services) for name, its in channels.items()}


async def link_of(channel: Channel) -> str:
    """The address by which people come in to a channel whose kind ``links``. Raises ``SendError``."""
    link: str = await channel.link()  # type: ignore[attr-defined]
    return link
