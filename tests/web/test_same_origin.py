"""Whose page may post: ours by whatever name it is reached, behind a proxy too; in rehearsal this machine's."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from domain.clock import Clock, RealClock, Rehearsal, RehearsalClock
from web.keys import CONTEXT
from web.same_origin import same_origin

AT = datetime(2020, 11, 9, tzinfo=UTC)
REHEARSAL = RehearsalClock(Rehearsal(real=AT, rehearsed=AT))


def allowed(origin: str | None, host: str, *, public_url: str = "https://baosong.example.org", clock: Clock) -> bool:
    app = web.Application()
    app[CONTEXT] = cast(Any, SimpleNamespace(public_url=public_url, clock=clock))
    headers = {"Host": host} if origin is None else {"Host": host, "Origin": origin}
    try:
        same_origin(make_mocked_request("POST", "/", headers=headers, app=app))
    except web.HTTPForbidden:
        return False
    return True


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        (None, "anything", True),
        ("http://10.0.0.1:8080", "10.0.0.1:8080", True),
        ("https://baosong.example.org", "127.0.0.1:8080", True),
        ("https://baosong.example.org:443", "backend", True),
        ("http://baosong.example.org", "backend", False),
        ("https://baosong.example.org.evil.example", "backend", False),
        ("https://evil.example", "baosong.example.org", False),
        ("null", "backend", False),
        ("", "backend", False),
        ("http://[", "backend", False),
        ("http://a:b", "backend", False),
    ],
)
def test_what_links_begin_with_is_ours_whatever_host_says(origin: str | None, host: str, ours: bool) -> None:
    assert allowed(origin, host, clock=RealClock()) is ours


@pytest.mark.parametrize("clock", [RealClock(), REHEARSAL], ids=["real", "rehearsal"])
def test_this_machine_by_any_of_its_names_only_in_rehearsal(clock: Clock) -> None:
    rehearsing = clock is REHEARSAL
    assert allowed("http://localhost:8080", "127.0.0.1:8080", clock=clock) is rehearsing
    assert not allowed("http://localhost:8080", "baosong.example.org", clock=clock)
    assert not allowed("http://evil.example", "127.0.0.1:8080", clock=clock)
