"""网址: an address that a unit hands in, and whether it answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

#: What websites listen on; whatever else listens somewhere is none of ours to call.
_PORTS = (None, 80, 443)
#: HTTP statuses with which a page opens.
_OPENS = range(200, 400)


@dataclass(frozen=True, kw_only=True)
class Website:
    """What an address answered ``at`` that time (campaign time). ``status``: of HTTP, 0 when nothing answered."""

    status: int
    at: datetime

    @property
    def opens(self) -> bool:
        return self.status in _OPENS


def address_of(said: str) -> str:
    """An address that can be opened; empty where there is more or something else in what was said."""
    said = said.strip()
    return said if len(said.split()) == 1 and said.startswith(("http://", "https://")) else ""


def may_be_called(address: str) -> bool:
    """Whether this program may call what somebody sent: a website as everybody reaches it, no machine of a network."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or port not in _PORTS or parts.username is not None or not host:
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return is_public(host)


def is_public(ip: str) -> bool:
    """An address of the internet; not of this machine, a network inside, or one written as the other."""
    found = ip_address(ip)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found.sixtofour is not None or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast
