"""What the handlers of this room find on the application: typed keys, and the port to the inbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from aiohttp import web

from domain.messages import Incoming
from handlers.context import Context
from web.metrics import Metrics


class Inbox(Protocol):
    """Where messages become durable (``storage.inbox.InboxWriter``)."""

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None:
        """Returns only when the messages are on disk. Raises ``DatabaseUnavailable``."""

    async def check(self) -> None:
        """Raises ``DatabaseUnavailable`` when messages could not be stored now."""


CONTEXT = web.AppKey("context", Context)
INBOX = web.AppKey("inbox", Inbox)
METRICS = web.AppKey("metrics", Metrics)
#: Tells the worker of this process, if there is one, that mail has come.
WAKE: web.AppKey[Callable[[], None]] = web.AppKey("wake")
#: Addresses of the proxies whose X-Forwarded-For is believed.
PROXIES = web.AppKey("proxies", frozenset[str])
#: Of a request: a page or a form of the desk, which says what is wrong as a page of its own.
OF_DESK = web.RequestKey("of_desk", bool)
