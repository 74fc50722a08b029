"""A foreign page in the same browser must not speak for anybody here, nor move the clock."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from aiohttp import web

from domain.clock import RehearsalClock
from web.keys import CONTEXT

#: What a machine calls itself.
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def same_origin(request: web.Request) -> None:
    """Browsers name the page that posts. Raises 403 when it is not ours.

    Behind a proxy ``Host`` may be anything: what links begin with is ours whatever it says.
    """
    said = request.headers.get("Origin")
    if said is None:
        return
    ctx, origin = request.app[CONTEXT], _split(said)
    if origin.netloc == request.host or _same(origin, _split(ctx.public_url)):
        return
    rehearsing = isinstance(ctx.clock, RehearsalClock)
    if not (rehearsing and origin.hostname in _LOOPBACK and _split(f"//{request.host}").hostname in _LOOPBACK):
        raise web.HTTPForbidden


def _split(address: str) -> SplitResult:
    """Raises 403 when it is no address."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise web.HTTPForbidden from error
    return parts


def _same(one: SplitResult, other: SplitResult) -> bool:
    usual = {"http": 80, "https": 443}
    return bool(one.hostname) and (one.scheme, one.hostname, one.port or usual.get(one.scheme)) == (
        other.scheme,
        other.hostname,
        other.port or usual.get(other.scheme),
    )
