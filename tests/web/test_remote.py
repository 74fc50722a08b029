"""Whose address goes to the log."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from web.keys import PROXIES
from web.remote import client_address


@pytest.mark.parametrize(
    ("peer", "claimed", "expected"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        # Anybody can write the header; only a proxy of ours is believed.
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_client_address(peer: str, claimed: str, expected: str) -> None:
    app = web.Application()
    app[PROXIES] = frozenset({"10.0.0.1", "10.0.0.2"})
    headers = {"X-Forwarded-For": claimed} if claimed else {}
    request = make_mocked_request("GET", "/", headers=headers, app=app).clone(remote=peer)
    assert client_address(request) == expected
