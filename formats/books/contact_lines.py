"""The contact book of an area, as data; its book is made by ``formats.books.contacts``."""

from __future__ import annotations

from dataclasses import dataclass

from domain.given_contacts import ContactDoubt, SiteDoubt


@dataclass(frozen=True, kw_only=True)
class ContactLine:
    """One unit. ``number`` 0: it has handed in nothing; ``known``: names and telephones of its liaisons."""

    part: str
    unit: str
    kind: str
    name: str
    phones: tuple[str, ...]
    number: int
    known: tuple[tuple[str, str], ...]
    bound: bool
    doubts: tuple[ContactDoubt, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class SiteLine:
    """``answered``: what its address last answered, in words; empty where nobody has called it."""

    part: str
    unit: str
    address: str
    number: int
    doubts: tuple[SiteDoubt, ...]
    text: str
    answered: str


@dataclass(frozen=True, kw_only=True)
class ContactBook:
    """``sites`` None: the campaign asks for none. ``at``: when this was so, in words."""

    title: str
    contacts: tuple[ContactLine, ...]
    sites: tuple[SiteLine, ...] | None
    at: str
