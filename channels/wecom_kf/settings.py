"""What an operator says about one account of 微信客服. ``bot.settings.tables`` composes it; no file is read here."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels.wecom.settings import WecomSettings


@dataclass(frozen=True, kw_only=True)
class WecomKfSettings:
    """One account, managed by a self-built app. Times are seconds, sizes are bytes. Secrets stay out of ``repr``."""

    #: 企业ID, ``ww…``: also the receiver id inside every callback.
    corp_id: str
    #: Secret of the app that manages the account.
    secret: str = field(repr=False)
    #: Token and EncodingAESKey of the app's callback page.
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    #: Id of the account, ``wk…``.
    open_kfid: str
    #: Where the API lives.
    api_base_url: str = "https://qyapi.weixin.qq.com"
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
        if not self.open_kfid:
            raise ValueError("open_kfid must not be empty")
        _ = self.app

    @property
    def app(self) -> WecomSettings:
        """What envelope and calls need of it. Raises ``ValueError``."""
        return WecomSettings(
            corp_id=self.corp_id,
            agent_id=0,
            secret=self.secret,
            token=self.token,
            encoding_aes_key=self.encoding_aes_key,
            api_base_url=self.api_base_url,
            max_callback_age=self.max_callback_age,
            max_callback_bytes=self.max_callback_bytes,
            call_timeout=self.call_timeout,
            read_timeout=self.read_timeout,
            download_timeout=self.download_timeout,
            max_media_bytes=self.max_media_bytes,
            token_margin=self.token_margin,
        )
