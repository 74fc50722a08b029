"""Websites: what may be called at all, and what counts as opening."""

from __future__ import annotations

import pytest

from domain.websites import Website, is_public, may_be_called
from tests.support.town import november


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://school.example/zjz?a=1", True),
        ("http://school.example:80", True),
        ("http://学校.example/", True),
        ("http://8.8.8.8/", True),
        ("ftp://school.example", False),
        ("http://school.example:6379/", False),
        ("http://school.example:99999/", False),
        ("http://user@school.example/", False),
        ("http://", False),
        ("http://127.0.0.1/", False),
        ("http://10.0.0.8/", False),
        ("http://169.254.169.254/latest", False),
        ("http://[::1]/", False),
        ("http://[fe80::1]/", False),
        ("http://[::ffff:127.0.0.1]/", False),
        ("http://[2002:7f00:1::]/", False),
        ("http://[", False),
    ],
)
def test_no_machine_of_a_network_inside_is_called(address: str, may: bool) -> None:
    assert may_be_called(address) is may


@pytest.mark.parametrize(
    ("ip", "public"),
    [("8.8.8.8", True), ("2400:3200::1", True), ("100.64.0.1", False), ("192.168.1.1", False), ("224.0.0.1", False)],
)
def test_public(ip: str, public: bool) -> None:
    assert is_public(ip) is public


@pytest.mark.parametrize(("status", "opens"), [(200, True), (304, True), (403, False), (500, False), (0, False)])
def test_what_opens(status: int, opens: bool) -> None:
    assert Website(status=status, at=november(9)).opens is opens
