"""Who hears of alarms: entries of the settings against the roster, and the channel that works."""

from __future__ import annotations

import pytest

from domain.organisation import Account, Person
from handlers.watching.hearers import hearers

CHANNELS = ("wecom", "simulator")


def person(number: int, name: str, **accounts: str) -> Person:
    own = tuple(Account(channel=channel, account=account) for channel, account in accounts.items())
    return Person(id=number, name=name, phone="", duties=(), accounts=own)


ROSTER = (
    person(1, "小样", simulator="person-1", wecom="Dana"),
    person(2, "小例", wecom="erin"),
    person(3, "小例", wecom="bob"),
    person(4, "小远", feishu="far"),
)


@pytest.mark.parametrize(
    ("entry", "accounts"),
    [
        ("dana", ["wecom:Dana", "simulator:person-1"]),
        ("小样", ["wecom:Dana", "simulator:person-1"]),
        ("erin", ["wecom:erin"]),
        ("wecom:nobody-of-the-roster", ["wecom:nobody-of-the-roster"]),
        ("小例", []),
        ("小远", []),
        ("无此人", []),
        ("feishu:far", []),
    ],
)
def test_an_entry_is_one_person_or_nobody(entry: str, accounts: list[str]) -> None:
    found = hearers([entry], ROSTER, CHANNELS)
    assert [f"{one.channel}:{one.account}" for own in found.found for one in own] == accounts
    assert found.unknown == (() if accounts else (entry,))


@pytest.mark.parametrize(
    ("broken", "channel"), [((), "wecom"), (("wecom",), "simulator"), (("wecom", "simulator"), "wecom")]
)
def test_a_channel_that_works_is_taken(broken: tuple[str, ...], channel: str) -> None:
    (account,) = hearers(["小样", "dana"], ROSTER, CHANNELS).accounts(broken)
    assert account.channel == channel
