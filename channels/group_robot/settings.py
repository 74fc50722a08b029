"""What an operator says about one group robot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import parse_qs, urlsplit

from domain.group_robot import GroupRobot

if TYPE_CHECKING:
    from channels.registry import ChannelSettings

Brand = Literal["wecom", "dingtalk", "feishu"]
#: Whether the group is an office's own, which may hear who is missing.
Group = Literal["office", "other"]


@dataclass(frozen=True, kw_only=True)
class GroupRobotSettings:
    """One robot of one group. Times are seconds. Secrets stay out of ``repr``."""

    #: Whose robot it is.
    platform: Brand
    #: The whole webhook address as the group's page shows it. Whoever has it can speak in the group.
    url: str = field(repr=False)
    #: 加签 (DingTalk) or 签名校验 (Feishu); WeCom's robots have none.
    secret: str = field(default="", repr=False)
    #: ``office``: digest, missing list, picture and file; ``other``: counts alone.
    group: Group = "other"
    #: 单位编码 of the office whose area it tells of; empty: everybody who reports.
    office: str = ""
    #: One call, all in all.
    call_timeout: float = 15.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` naming the key that cannot be right; the value is never shown."""
        if self.platform not in get_args(Brand):
            raise ValueError("platform must be wecom, dingtalk or feishu")
        if self.group not in get_args(Group):
            raise ValueError("group must be office or other")
        if not self.url.startswith(("https://", "http://")) or not self.key:
            raise ValueError("url must be the whole webhook address of the robot")

    @property
    def key(self) -> str:
        """The secret part of the address, empty when there is none."""
        parts = urlsplit(self.url)
        if self.platform == "feishu":
            _, _, hook = parts.path.partition("/bot/v2/hook/")
            return hook.strip("/")
        name = "key" if self.platform == "wecom" else "access_token"
        return parse_qs(parts.query).get(name, [""])[0]

    @property
    def address(self) -> str:
        """The address without its query."""
        return urlsplit(self.url)._replace(query="", fragment="").geturl().rstrip("/")


def robots(channels: Mapping[str, ChannelSettings]) -> tuple[GroupRobot, ...]:
    """Those in force that only speak, each in its group."""
    return tuple(
        GroupRobot(channel=name, of_office=its.settings.group == "office", office=its.settings.office)
        for name, its in channels.items()
        if isinstance(its.settings, GroupRobotSettings)
    )
