"""Connections to PostgreSQL: none waits for ever, and those that died without a word are given up together.

A firewall may forget a connection and tell nobody: whatever is sent on it then disappears. The kernel is asked to
notice (keepalive), every statement has a limit, and one that meets it puts all connections of its age under suspicion.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

#: Seconds in which a connection must be open, in which one must be free, and in which a statement must be answered.
CONNECT_TIMEOUT = 5.0
POOL_TIMEOUT = 10.0
COMMAND_TIMEOUT = 30.0
#: Seconds after which a silent connection is asked whether it is still there, and in which it must have said so.
KEEPALIVE_AFTER = 10
KEEPALIVE_WITHIN = 10
#: Seconds that SQLAlchemy gives a connection to answer a goodbye when it terminates one.
GOODBYE_TIMEOUT = 2.0
#: When a connection was opened, in its record of the pool.
_OPENED = "opened"


class Trust:
    """Which connections of a pool are believed to be there: those opened since one was last lost."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lost_at = -1.0

    def lost(self) -> None:
        """One did not answer: the others that are open now are no better."""
        self._lost_at = self._monotonic()

    def opened(self, connection: Any, record: Any) -> None:
        """A listener to ``connect``."""
        record.info[_OPENED] = self._monotonic()
        transport = getattr(connection.driver_connection, "_transport", None)
        opened = transport.get_extra_info("socket") if transport is not None else None
        if opened is not None and opened.family in (socket.AF_INET, socket.AF_INET6):
            _keep_alive(opened)

    def checked_out(self, connection: Any, record: Any, proxy: Any) -> None:
        """A listener to ``checkout``: another connection is opened in place of one that is not to be trusted."""
        if not self._trusts(record):
            # Saying goodbye would wait for an answer, too.
            connection.driver_connection.terminate()
            raise DisconnectionError("opened before another was lost")

    def closing(self, connection: Any, record: Any) -> None:
        """A listener to ``close``: who does not answer is not waited for."""
        if not self._trusts(record):
            connection.driver_connection.terminate()

    def close(self, dbapi_connection: Any) -> None:
        """In place of a dialect's ``do_close``, which waits as long as for a statement, for one after another."""
        began = self._monotonic()
        dbapi_connection.terminate()
        if self._monotonic() - began >= GOODBYE_TIMEOUT:
            self.lost()

    def _trusts(self, record: Any) -> bool:
        return bool(record.info.get(_OPENED, -1.0) > self._lost_at)


def postgresql_engine(url: str, *, pool_size: int, pgbouncer: bool, patient: bool, trust: Trust) -> AsyncEngine:
    """``pgbouncer``: it stands between, and every transaction may meet another server process.

    ``patient``: statements take as long as they take, as migrations do.
    """
    arguments: dict[str, Any] = {"timeout": CONNECT_TIMEOUT, "command_timeout": None if patient else COMMAND_TIMEOUT}
    if pgbouncer:
        # What was prepared for one process is not known to the next, or known to it from somebody else.
        arguments |= {
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: f"baosong_{secrets.token_hex(8)}",
        }
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        # Whoever asks little stays with one connection, which has every statement prepared already.
        pool_use_lifo=True,
        pool_timeout=POOL_TIMEOUT,
        connect_args=arguments,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", trust.opened)
    event.listen(engine.sync_engine, "checkout", trust.checked_out)
    event.listen(engine.sync_engine, "close", trust.closing)
    # There is no event in which to close it oneself.
    engine.sync_engine.dialect.do_close = trust.close  # type: ignore[method-assign]
    return engine


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    wanted = {
        "TCP_KEEPIDLE": KEEPALIVE_AFTER,
        "TCP_KEEPINTVL": max(KEEPALIVE_WITHIN // 3, 1),
        "TCP_KEEPCNT": 3,
        # In milliseconds: how long what was sent may go without the other side's acknowledgement.
        "TCP_USER_TIMEOUT": KEEPALIVE_WITHIN * 1000,
    }
    for name, value in wanted.items():
        # Not every system has every one of them.
        if (option := getattr(socket, name, None)) is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
