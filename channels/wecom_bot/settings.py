"""What an operator says about one 智能机器人. ``bot.settings.tables`` composes it; no file is read here."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class WecomBotSettings:
    """One bot, in the one mode that its console page shows. Times are seconds, sizes bytes.

    With ``secret`` it is spoken to over a long connection, which needs no address of ours; with ``token`` and
    ``encoding_aes_key`` it posts to ``/callback/NAME``. Secrets stay out of ``repr``.
    """

    #: Bot ID, ``aib…``; a webhook that names another is not for us.
    bot_id: str
    #: Secret of the long connection.
    secret: str = field(default="", repr=False)
    #: Token of the webhook (letters and digits).
    token: str = field(default="", repr=False)
    #: EncodingAESKey of the webhook (43 characters).
    encoding_aes_key: str = field(default="", repr=False)
    #: What the bot is called in a group, where each message to it begins with ``@`` and this; empty: up to a blank.
    bot_name: str = ""
    #: Where the long connection is opened; private deployments show their own in the console.
    websocket_url: str = "wss://openws.work.weixin.qq.com"
    #: A webhook whose timestamp is further than this from its arrival, either way, is refused.
    max_callback_age: float = 300.0
    #: A webhook body longer than this is refused unread.
    max_callback_bytes: int = 256 * 1024
    #: One call, or one question on the connection, until it is answered.
    call_timeout: float = 15.0
    #: On the connection we say that we are there this often; two that are not answered mean that nobody is.
    heartbeat: float = 30.0
    #: The longest silence while a file is coming down.
    read_timeout: float = 30.0
    #: The longest a single download may take.
    download_timeout: float = 600.0
    #: A file longer than this is not fetched.
    max_media_bytes: int = 512 * 1024 * 1024

    def __post_init__(self) -> None:
        """Raises ``ValueError`` naming the key that cannot be right; the value is never shown."""
        if not self.bot_id:
            raise ValueError("bot_id must not be empty")
        webhook = bool(self.token or self.encoding_aes_key)
        if bool(self.secret) == webhook:
            raise ValueError("give secret (long connection) or token and encoding_aes_key (webhook), not both")
        if webhook:
            self._check_webhook()
        if not self.websocket_url.startswith(("wss://", "ws://")):
            raise ValueError("websocket_url must start with wss:// or ws://")
        if not 0 < self.heartbeat <= 60:
            raise ValueError("heartbeat must be between 0 and 60 seconds")

    @property
    def connects(self) -> bool:
        """Spoken to over a long connection."""
        return bool(self.secret)

    def _check_webhook(self) -> None:
        if not self.token:
            raise ValueError("token must not be empty")
        key = self.encoding_aes_key
        if len(key) != 43 or not (key.isascii() and key.isalnum()):
            raise ValueError("encoding_aes_key must be 43 letters and digits")
