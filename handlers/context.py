"""What every story is handed first: the open resources and the campaigns in force. Frozen; no globals anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from channels import registry
from channels.contract import Channel
from channels.platform_time import PlatformTime
from channels.registry import ChannelSettings
from checks.request import CheckRequest
from domain.campaigns.campaign import Campaign
from domain.clock import Clock
from domain.findings import Report
from domain.group_robot import GroupRobot
from domain.upload import UploadRules
from handlers.directory import Directory
from handlers.handover import Handover
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.engine.sealing import Seal


class Checker(Protocol):
    """Runs the checks away from the event loop, always answered with a report, and makes photos to be shown large."""

    async def inspect(self, request: CheckRequest) -> Report: ...

    async def large(self, path: Path) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """``campaigns`` by code, in the order of the settings. ``scratch`` is a folder for files on their way.

    ``kept_until``: the day by which the office removes what people sent, as whoever enrols is told.
    ``robots``: those of ``channels`` that speak in a group and hear nothing.
    """

    campaigns: Mapping[str, Campaign]
    database: Database
    objects: Objects
    checker: Checker
    channels: Mapping[str, Channel]
    clock: Clock
    scratch: Path
    public_url: str
    seal: Seal
    directory: Directory = field(default_factory=Directory)
    handover: Handover = field(default_factory=Handover)
    platform_time: PlatformTime = field(default_factory=PlatformTime)
    uploads: UploadRules = field(default_factory=UploadRules)
    kept_until: date | None = None
    #: What the settings say of ``channels``, by name.
    configured: Mapping[str, ChannelSettings] = field(default_factory=dict)

    def label(self, channel: str) -> str:
        """What people call a channel."""
        return registry.label(channel, self.configured)

    robots: tuple[GroupRobot, ...] = ()
