"""The envelope of a 服务号: sealed as a WeCom app's, for its AppID; the check of the address is only signed.

Nothing but 安全模式 is taken: the plain signature does not cover a body.
"""

from __future__ import annotations

from channels.contract import Callback
from channels.platform_time import PlatformTime
from channels.sealed_xml import Opened, Wire, read_elements
from channels.wechat.settings import WechatSettings
from domain.messages import Malformed

#: What stands outside the seal where the mode is another one.
_READABLE = ("FromUserName", "MsgType")


class Envelope:
    """Opens what the platform posts."""

    def __init__(self, settings: WechatSettings, platform_time: PlatformTime) -> None:
        self._wire = Wire(
            token=settings.token,
            encoding_aes_key=settings.encoding_aes_key,
            receiver=settings.appid,
            max_age=settings.max_callback_age,
            max_bytes=settings.max_callback_bytes,
            platform_time=platform_time,
        )

    def echo(self, callback: Callback) -> str:
        """``echostr`` as it came. Raises ``Forged`` or ``Malformed``."""
        echo = callback.query.get("echostr")
        if not echo:
            raise Malformed("no echostr")
        self._wire.proof.check(callback, "", parameter="signature")
        return echo

    def open(self, callback: Callback) -> Opened:
        """One posted message. Raises ``Forged`` or ``Malformed``; what is inside a good envelope never does."""
        opened = self._wire.read_message(callback)
        if any(name in read_elements(callback.body) for name in _READABLE):
            raise Malformed("not in 安全模式")
        return opened
