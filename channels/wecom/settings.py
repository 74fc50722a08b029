"""What an operator says about one self-built WeCom app. ``bot.settings.tables`` composes it; no file is read here."""

from __future__ import annotations

from dataclasses import dataclass, field

#: One piece of a ranged download; the platform takes no longer range (docs/platform.md, Media).
MAX_RANGE_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class WecomSettings:
    """One app of one corporation. Times are seconds, sizes are bytes. Secrets stay out of ``repr``."""

    #: 企业ID, ``ww…``: also the receiver id inside every decrypted callback.
    corp_id: str
    #: AgentId of the app, as its console page shows it.
    agent_id: int
    #: Secret of the app.
    secret: str = field(repr=False)
    #: Token of the app's callback page (at most 32 letters and digits).
    token: str = field(repr=False)
    #: EncodingAESKey of the app's callback page (43 characters).
    encoding_aes_key: str = field(repr=False)
    #: Where the API lives; private deployments have their own.
    api_base_url: str = "https://qyapi.weixin.qq.com"
    #: A callback whose timestamp is further than this from its arrival, either way, is refused.
    max_callback_age: float = 300.0
    #: A callback body longer than this is refused unread.
    max_callback_bytes: int = 256 * 1024
    #: One API call, all in all.
    call_timeout: float = 15.0
    #: The longest silence while a file is coming down.
    read_timeout: float = 30.0
    #: The longest a single download (or one piece of it) may take.
    download_timeout: float = 600.0
    #: A file longer than this is not fetched.
    max_media_bytes: int = 512 * 1024 * 1024
    #: One piece of a ranged download.
    range_bytes: int = MAX_RANGE_BYTES
    #: The token is renewed this long before the platform lets it expire.
    token_margin: float = 300.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` naming the key that cannot be right; the value is never shown."""
        if len(self.encoding_aes_key) != 43 or not self.encoding_aes_key.isascii():
            raise ValueError("encoding_aes_key must be 43 characters")
        if not self.encoding_aes_key.isalnum():
            raise ValueError("encoding_aes_key must be letters and digits only")
        if not self.api_base_url.startswith(("https://", "http://")):
            raise ValueError("api_base_url must start with https:// or http://")
        for name in ("corp_id", "secret", "token"):
            if not getattr(self, name):
                raise ValueError(f"{name} must not be empty")
        if not 0 < self.range_bytes <= MAX_RANGE_BYTES:
            raise ValueError(f"range_bytes must be between 1 and {MAX_RANGE_BYTES}")
