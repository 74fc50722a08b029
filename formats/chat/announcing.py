"""What chat says of announcements. Pure."""

from __future__ import annotations

from formats.words import announcing as words


def message(text: str, office: str) -> str:
    """What each liaison hears."""
    return words.SAID.format(text=text, office=office)


def ask(text: str, office: str, *, units: int, persons: int, unbound: int) -> str:
    """Whom it would go to, before anything is said."""
    return words.ASK.format(text=text, office=office, units=units, persons=persons, unbound=unbound_text(unbound))


def sent(url: str, *, persons: int, unbound: int) -> str:
    return words.SENT.format(persons=persons, unbound=unbound_text(unbound), url=url)


def unbound_text(number: int) -> str:
    """Empty when all have an account."""
    return words.UNBOUND.format(number=number) if number else ""
