"""What units hand in as their contact and as their website, read as an office has to use it; pure.

Nothing is mended and nothing refused here: what cannot be sure is told, so that a person looks at it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

#: Mobile numbers, those of an office with its area's, and what is as long as one; written in groups or not.
_PHONE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1\d{2}[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8}|\d{7,12})(?!\d)")
_MOBILE, _LANDLINE = re.compile(r"1[3-9]\d{9}"), re.compile(r"0\d{9,11}")
#: What stands before a name.
_LABELS = re.compile(r"联系人|联络员|负责人|姓名|联系方式|联系电话|电话号码|手机号码?|电话|手机|座机|办公室|微信|[:：]")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,}")
_ADDRESS = re.compile(r"https?://[^\s，。；、）)]+|(?:[\w-]+\.)+[a-zA-Z]{2,}(?::\d+)?(?:/[^\s，。；、）)]*)?")
_MOST_NAME = 15


class ContactDoubt(StrEnum):
    NOTHING = "nothing"  # it has handed in no contact
    NO_NAME = "no_name"
    NO_PHONE = "no_phone"
    ODD_PHONE = "odd_phone"  # as long as no telephone is
    SEVERAL = "several"  # more than one number
    SHARED = "shared"  # another unit has the same number
    OTHER_THAN_KNOWN = "other_than_known"  # the roster knows its liaison by another
    NOBODY_KNOWN = "nobody_known"  # the roster has no liaison of it
    UNBOUND = "unbound"  # no liaison of it has an account yet


class SiteDoubt(StrEnum):
    NOTHING = "nothing"
    NO_ADDRESS = "no_address"
    NO_SCHEME = "no_scheme"  # http:// was left out; it is put before
    SEVERAL = "several"
    INSIDE = "inside"  # an address that only a house's own network knows
    SHARED = "shared"


@dataclass(frozen=True, kw_only=True)
class GivenContact:
    """``phones``: figures alone."""

    name: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GivenSite:
    """``address``: the first of ``found``, with its scheme; empty when there is none."""

    address: str = ""
    found: tuple[str, ...] = ()
    schemeless: bool = False


def contact(text: str) -> GivenContact:
    phones = tuple(dict.fromkeys(re.sub(r"\D", "", match[1]) for match in _PHONE.finditer(text)))
    names = _NAME.findall(_LABELS.sub(" ", _PHONE.sub(" ", text)))
    return GivenContact(name=names[0][:_MOST_NAME] if names else "", phones=phones)


def site(text: str) -> GivenSite:
    found = tuple(dict.fromkeys(match[0].rstrip(".,;") for match in _ADDRESS.finditer(text)))
    if not found:
        return GivenSite()
    schemeless = not found[0].startswith(("http://", "https://"))
    return GivenSite(address=f"http://{found[0]}" if schemeless else found[0], found=found, schemeless=schemeless)


def contact_doubts(
    given: GivenContact | None, known: Iterable[str], *, bound: bool, shared: Iterable[str] = ()
) -> list[ContactDoubt]:
    """``known``: telephones of its liaisons in the roster; ``shared``: those that several units have given."""
    known = {re.sub(r"\D", "", phone) for phone in known}
    found = [] if known or bound else [ContactDoubt.NOBODY_KNOWN]
    if known and not bound:
        found.append(ContactDoubt.UNBOUND)
    if given is None:
        return [ContactDoubt.NOTHING, *found]
    told = {
        ContactDoubt.NO_NAME: not given.name,
        ContactDoubt.NO_PHONE: not given.phones,
        ContactDoubt.ODD_PHONE: any(not _is_phone(phone) for phone in given.phones),
        ContactDoubt.SEVERAL: len(given.phones) > 1,
        ContactDoubt.SHARED: not set(given.phones).isdisjoint(shared),
        ContactDoubt.OTHER_THAN_KNOWN: bool(known and given.phones and known.isdisjoint(given.phones)),
    }
    return [doubt for doubt, so in told.items() if so] + found


def site_doubts(given: GivenSite | None, *, shared: Iterable[str] = ()) -> list[SiteDoubt]:
    if given is None:
        return [SiteDoubt.NOTHING]
    if not given.address:
        return [SiteDoubt.NO_ADDRESS]
    told = {
        SiteDoubt.NO_SCHEME: given.schemeless,
        SiteDoubt.SEVERAL: len(given.found) > 1,
        SiteDoubt.INSIDE: _is_inside(given.address),
        SiteDoubt.SHARED: same_site(given.address) in set(shared),
    }
    return [doubt for doubt, so in told.items() if so]


def several(values: Iterable[str]) -> frozenset[str]:
    """Those that are there more than once."""
    return frozenset(value for value, times in Counter(values).items() if times > 1)


def same_site(address: str) -> str:
    """What two addresses of one page have in common: neither scheme, www nor a last slash."""
    return re.sub(r"^https?://(www\.)?", "", address.lower()).rstrip("/")


def _is_phone(figures: str) -> bool:
    return bool(_MOBILE.fullmatch(figures) or _LANDLINE.fullmatch(figures)) or len(figures) in (7, 8)


def _is_inside(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".localhost"))
