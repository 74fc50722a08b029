"""What is kept of a browser, for its person to know it again: the system, and the network without its end."""

from __future__ import annotations

import re
from ipaddress import ip_address

from aiohttp import web

from handlers.desk.entering import Browser
from web.remote import client_address

_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(request: web.Request) -> Browser:
    said = request.headers.get("User-Agent", "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, said)), "")
    return Browser(agent=system, address=masked(client_address(request)))


def masked(address: str) -> str:
    """10.1.2.3 → 10.1.*.*; of the other kind the first two parts; empty when it is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return ".".join([*str(parsed).split(".")[:2], "*", "*"])
    return ":".join([*parsed.exploded.split(":")[:2], "*"])
