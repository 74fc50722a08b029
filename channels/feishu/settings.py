"""What an operator says about one bot of Feishu. ``bot.settings.tables`` composes it; no file is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

Mode = Literal["stream", "http"]


@dataclass(frozen=True, kw_only=True)
class FeishuSettings:
    """One app with the bot ability. Times are seconds, sizes bytes. Secrets stay out of ``repr``."""

    #: App ID, ``cli_…``.
    app_id: str
    #: App Secret.
    app_secret: str = field(repr=False)
    #: How the console sends events: a connection of ours needs no address, HTTP posts to ``/callback/NAME``.
    mode: Mode = "stream"
    #: Encrypt Key and Verification Token of the console, for HTTP alone.
    encrypt_key: str = field(default="", repr=False)
    verification_token: str = field(default="", repr=False)
    #: Calls that the organisation's edition allows in a month, of all its own apps together; 0: no limit.
    monthly_calls: int = 1_000_000
    #: Where the API lives.
    api_base_url: str = "https://open.feishu.cn"
    #: A connection over which there was no sign of life for so long is dead.
    silence: float = 90.0
    #: A callback whose timestamp is further than this from its arrival, either way, is refused.
    max_callback_age: float = 600.0
    #: A callback body longer than this is refused unread.
    max_callback_bytes: int = 512 * 1024
    #: One call, all in all.
    call_timeout: float = 15.0
    #: The longest silence while a file is coming down.
    read_timeout: float = 30.0
    #: The longest a single download may take.
    download_timeout: float = 600.0
    #: A file longer than this is not fetched.
    max_media_bytes: int = 128 * 1024 * 1024
    #: The token is renewed this long before the platform lets it expire.
    token_margin: float = 300.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` naming the key that cannot be right; the value is never shown."""
        if self.mode not in get_args(Mode):
            raise ValueError("mode must be stream or http")
        posted = () if self.connects else ("encrypt_key", "verification_token")
        for name in ("app_id", "app_secret", *posted):
            if not getattr(self, name):
                raise ValueError(f"{name} must not be empty")
        if not self.api_base_url.startswith(("https://", "http://")):
            raise ValueError("api_base_url must start with https:// or http://")
        if self.silence <= 0:
            raise ValueError("silence must be more than 0")
        if self.monthly_calls < 0:
            raise ValueError("monthly_calls must be 0 or more")

    @property
    def connects(self) -> bool:
        """Spoken to over a long connection."""
        return self.mode == "stream"
