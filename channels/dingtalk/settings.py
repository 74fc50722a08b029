"""What an operator says about one robot of DingTalk. ``bot.settings.tables`` composes it; no file is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

Mode = Literal["stream", "http"]


@dataclass(frozen=True, kw_only=True)
class DingTalkSettings:
    """One app with the robot ability. Times are seconds, sizes bytes. Secrets stay out of ``repr``."""

    #: Client ID (AppKey) of the app.
    client_id: str
    #: Client Secret (AppSecret) of the app: also what callbacks over HTTP are signed with.
    client_secret: str = field(repr=False)
    #: RobotCode, when the console shows another than the Client ID.
    robot_code: str = ""
    #: How the console sends messages: Stream needs no address of ours, HTTP posts to ``/callback/NAME``.
    mode: Mode = "stream"
    #: 签名 token and 加密 aes_key (43 characters) of 事件订阅, for HTTP alone; empty: nothing comes sealed.
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    #: For whom is sealed, where that is not the Client ID: the CorpId, of older apps.
    owner_key: str = ""
    #: Template of the card platform by which choices are shown as buttons; empty: they are numbers in the text.
    card_template: str = ""
    #: A connection over which nothing has come for so long is dead: the platform says every minute that it is there.
    silence: float = 90.0
    #: Calls that the organisation's edition allows in a month, of all its own apps together; 0: no limit.
    monthly_calls: int = 5000
    #: … and the messages to its robots; 0: no limit.
    monthly_messages: int = 3000
    #: Where the API lives, and the older one, which takes files.
    api_base_url: str = "https://api.dingtalk.com"
    old_api_base_url: str = "https://oapi.dingtalk.com"
    #: A callback whose timestamp is further than this from its arrival, either way, is refused.
    max_callback_age: float = 3600.0
    #: A callback body longer than this is refused unread.
    max_callback_bytes: int = 256 * 1024
    #: One call, all in all.
    call_timeout: float = 15.0
    #: The longest silence while a file is coming down.
    read_timeout: float = 30.0
    #: The longest a single download may take.
    download_timeout: float = 600.0
    #: A file longer than this is not fetched.
    max_media_bytes: int = 512 * 1024 * 1024
    #: The token is renewed this long before the platform lets it expire.
    token_margin: float = 300.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` naming the key that cannot be right; the value is never shown."""
        if self.mode not in get_args(Mode):
            raise ValueError("mode must be stream or http")
        for name in ("client_id", "client_secret"):
            if not getattr(self, name):
                raise ValueError(f"{name} must not be empty")
        if bool(self.token) != bool(self.aes_key):
            raise ValueError("give token and aes_key, or neither")
        if self.aes_key and not (len(self.aes_key) == 43 and self.aes_key.isascii() and self.aes_key.isalnum()):
            raise ValueError("aes_key must be 43 letters and digits")
        for name in ("api_base_url", "old_api_base_url"):
            if not getattr(self, name).startswith(("https://", "http://")):
                raise ValueError(f"{name} must start with https:// or http://")
        if self.silence <= 0:
            raise ValueError("silence must be more than 0")
        for limit in ("monthly_calls", "monthly_messages"):
            if getattr(self, limit) < 0:
                raise ValueError(f"{limit} must be 0 or more")

    @property
    def connects(self) -> bool:
        """Spoken to over a long connection."""
        return self.mode == "stream"

    @property
    def robot(self) -> str:
        """The code that calls name the robot by."""
        return self.robot_code or self.client_id
