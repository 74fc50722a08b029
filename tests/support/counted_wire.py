"""A wire between a browser and a server that counts what goes up, byte for byte, and can be cut in the middle.

Its own buffers are small, so that what it has counted is what the browser has really got rid of.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BUFFER = 64 * 1024


class Wire:
    """``sent``: bytes that came from the browser, headers included. ``down``: nothing goes through."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self.port: int = self._listener.getsockname()[1]
        self.sent = 0
        self.down = False

    def cut(self) -> None:
        """Every connection breaks at once, and no new one comes through."""
        self.down = True
        with self._lock:
            for one in self._open:
                _end(one)

    def mend(self) -> None:
        self.down = False

    def serve(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                browser.close()
                continue
            try:
                server = socket.create_connection(self._target)
            except OSError:
                browser.close()
                continue
            with self._lock:
                self._open |= {browser, server}
            threading.Thread(target=self._pump, args=(browser, server, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, browser, False), daemon=True).start()

    def close(self) -> None:
        _end(self._listener)
        self._listener.close()
        self.cut()

    def _pump(self, source: socket.socket, to: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while data := source.recv(BUFFER):
                if up:
                    self.sent += len(data)
                to.sendall(data)
        _end(to)
        with self._lock:
            self._open.discard(source)
        source.close()


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(port: int) -> Iterator[Wire]:
    """To 127.0.0.1:``port``, while the block runs."""
    opened = Wire(("127.0.0.1", port))
    accepting = threading.Thread(target=opened.serve, daemon=True)
    accepting.start()
    try:
        yield opened
    finally:
        opened.close()
        accepting.join(5)
