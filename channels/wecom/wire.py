"""The wire of a corporation's callbacks, by its settings."""

from __future__ import annotations

from channels.platform_time import PlatformTime
from channels.sealed_xml import Wire
from channels.wecom.settings import WecomSettings


def wire_of(settings: WecomSettings, platform_time: PlatformTime) -> Wire:
    return Wire(
        token=settings.token,
        encoding_aes_key=settings.encoding_aes_key,
        receiver=settings.corp_id,
        max_age=settings.max_callback_age,
        max_bytes=settings.max_callback_bytes,
        platform_time=platform_time,
    )
