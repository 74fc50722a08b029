"""The soft limit of descriptors is raised as far as the hard one lets it, and never lowered."""

from __future__ import annotations

import resource

import pytest

from bot import descriptors
from bot.descriptors import ENOUGH

ENDLESS = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "wanted"),
    [
        (1024, 4096, 4096),
        (1024, 1_000_000, ENOUGH),
        (1024, ENDLESS, ENOUGH),
        (1024, 1024, 1024),
        (100_000, 200_000, 100_000),
        (ENDLESS, ENDLESS, ENOUGH),
    ],
)
def test_the_soft_limit_is_raised(monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, wanted: int) -> None:
    now = [soft, hard]
    monkeypatch.setattr(resource, "getrlimit", lambda what: tuple(now))
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: now.__setitem__(slice(None), limits))
    assert descriptors.raised() == wanted
    assert now[1] == hard
    assert now[0] in (wanted, ENDLESS)
