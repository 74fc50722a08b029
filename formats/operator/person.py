"""What ``baosong person`` prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from domain.organisation import Person
from formats.words import purge as texts


class Holdings(Protocol):
    @property
    def submissions(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def sent(self) -> int: ...
    @property
    def bubbles(self) -> int: ...
    @property
    def phrases(self) -> int: ...
    @property
    def logins(self) -> int: ...


def person_text(person: Person, held: Holdings, label: Callable[[str], str]) -> str:
    """A line each for who it is, their units, their accounts, and how much there is."""
    units = [f"{duty.organisation.name}（{duty.role.value}）" for duty in person.duties]
    accounts = [f"{label(one.channel)} {one.account}" for one in person.accounts]
    names = ("submissions", "received", "sent", "bubbles", "phrases", "logins")
    return "\n".join(
        [
            texts.PERSON.format(name=person.name, phone=person.phone or texts.NONE),
            texts.PERSON_UNITS.format(units="、".join(units) or texts.NOT_LISTED),
            texts.PERSON_ACCOUNTS.format(accounts="、".join(accounts) or texts.NONE),
            texts.PERSON_HELD.format(**{name: getattr(held, name) for name in names}),
        ]
    )
