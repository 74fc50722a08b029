"""What an operator says about one 服务号. ``bot.settings.tables`` composes it; no file is read here."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class WechatSettings:
    """One account in 安全模式. Times are seconds, sizes are bytes. Secrets stay out of ``repr``."""

    #: AppID, ``wx…``: also the receiver id inside every callback.
    appid: str
    #: AppSecret.
    secret: str = field(repr=False)
    #: Token and EncodingAESKey of the page 服务器配置.
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    #: Template for a deadline, and its fields for what is missing and until when; without it nothing is said to who
    #: has not written for 48 hours.
    deadline_template: str = ""
    what_field: str = "thing1"
    due_field: str = "time2"
    #: Where the API lives.
    api_base_url: str = "https://api.weixin.qq.com"
    #: Where the pictures of codes are that people scan.
    qr_base_url: str = "https://mp.weixin.qq.com"
    #: A callback whose timestamp is further than this from its arrival, either way, is refused.
    max_callback_age: float = 300.0
    #: A callback body longer than this is refused unread.
    max_callback_bytes: int = 256 * 1024
    #: One call, all in all.
    call_timeout: float = 15.0
    #: The longest silence while a file is coming down.
    read_timeout: float = 30.0
    #: The longest a single download may take.
    download_timeout: float = 600.0
    #: A file longer than this is not fetched.
    max_media_bytes: int = 64 * 1024 * 1024
    #: The token is renewed this long before the platform lets it expire.
    token_margin: float = 300.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` naming the key that cannot be right; the value is never shown."""
        if len(self.encoding_aes_key) != 43 or not self.encoding_aes_key.isascii():
            raise ValueError("encoding_aes_key must be 43 characters")
        if not self.encoding_aes_key.isalnum():
            raise ValueError("encoding_aes_key must be letters and digits only")
        for name in ("api_base_url", "qr_base_url"):
            if not getattr(self, name).startswith(("https://", "http://")):
                raise ValueError(f"{name} must start with https:// or http://")
        for name in ("appid", "secret", "token", "what_field", "due_field"):
            if not getattr(self, name):
                raise ValueError(f"{name} must not be empty")
