"""Whether a phone anywhere reaches an address: what links in messages are good for."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

#: Names that mean this machine, or one of the same network.
_NEAR = (".local", ".lan", ".home", ".internal", ".intranet", ".localdomain", ".localhost", ".home.arpa")


def for_phones(address: str) -> bool:
    """False for what only this machine or the office's own network reaches: loopback, private, without a domain."""
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    try:
        return ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return "." in host and not host.endswith(_NEAR)
