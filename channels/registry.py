"""Which channels there are: one line each. Adding a platform is a file (or folder) beside this one and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from channels.contract import Channel
from channels.simulator import SimulatorChannel
from channels.wecom import WecomChannel

#: Kind (as in ``[channels.<kind>]`` and ``/callback/<kind>``) → what makes the channel from its own settings.
CHANNELS: dict[str, Callable[[Any], Channel]] = {
    "simulator": SimulatorChannel,  # from SimulatorPage
    "wecom": WecomChannel,  # from WecomSettings
}


def build(settings: Mapping[str, Any]) -> dict[str, Channel]:
    """Kind → channel, for every kind in ``settings`` (kind → that channel's settings). Raises ``ValueError``."""
    unknown = sorted(set(settings) - set(CHANNELS))
    if unknown:
        raise ValueError(f"no such channel: {', '.join(unknown)}")
    return {kind: CHANNELS[kind](its_settings) for kind, its_settings in settings.items()}
