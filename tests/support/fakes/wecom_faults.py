"""What goes wrong with calls of the platform."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one call: an errcode, an HTTP status, a body that is not JSON, or a lost answer."""

    errcode: int = 0
    status: int = 200
    body: str | None = None
    content_type: str = "text/plain"
    headers: tuple[tuple[str, str], ...] = ()
    #: The call is carried out, then the connection breaks: what makes a sender send twice.
    lose_answer: bool = False
