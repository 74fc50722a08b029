"""The contact book of an office's area, and its list of websites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import given_contacts as reading
from domain.campaigns.campaign import Campaign
from domain.campaigns.evidence import Evidence
from domain.events import EventVerb
from domain.given_contacts import GivenContact, GivenSite
from domain.personal import without_personal_numbers
from domain.reach import Reach
from domain.websites import Website
from formats.books.contact_lines import ContactBook, ContactLine, SiteLine
from formats.desk.board import masked_phone
from formats.desk.websites import answered
from formats.spoken import clock_text
from handlers.context import Context
from storage import events
from storage.desk import contacts, websites, week
from storage.desk.contacts import GivenText, KnownContact
from storage.desk.week import WeekUnit


async def contact_book(ctx: Context, reach: Reach, campaign: Campaign) -> ContactBook:
    """Of all units of the area that owe anything. A reader is told no telephone in full; who is leaves an event."""
    now = ctx.clock.now()
    contact, site = (_asked(campaign, way) for way in (Evidence.CONTACT, Evidence.LINK))
    async with ctx.database.read() as connection:
        units = await week.units(connection, reach, campaign.code)
        given = await contacts.given(connection, reach, campaign.code, [code for code in (contact, site) if code])
        answers = await websites.of_campaign(connection, reach, campaign.code) if site else {}
        known: dict[int, list[KnownContact]] = {}
        for one in await contacts.known(connection, reach):
            known.setdefault(one.unit, []).append(one)
    if reach.acts:
        details: dict[str, str | int] = {"office": reach.office.id, "campaign": campaign.code, "units": len(units)}
        async with ctx.database.write() as connection:
            await events.record(connection, EventVerb.PHONE_SHOWN, at=now, person_id=reach.person_id, details=details)
    by_item = {code: {one.unit: one for one in given if one.item == code} for code in (contact, site) if code}
    return ContactBook(
        title=campaign.title,
        contacts=tuple(_contacts(reach, units, by_item.get(contact, {}), known, asked=bool(contact))),
        sites=tuple(_sites(reach, units, by_item[site], answers)) if site else None,
        at=clock_text(now),
    )


def _asked(campaign: Campaign, way: Evidence) -> str:
    """The code of the milestone that is met by it; empty when there is none."""
    return next((one.code for one in campaign.milestones if way in one.accepts), "")


def _contacts(
    reach: Reach,
    units: Sequence[WeekUnit],
    given: Mapping[int, GivenText],
    known: Mapping[int, Sequence[KnownContact]],
    *,
    asked: bool,
) -> list[ContactLine]:
    read = {unit: reading.contact(one.text) for unit, one in given.items()}
    shared = reading.several(phone for one in read.values() for phone in one.phones)
    lines = []
    for unit in units:
        own, one, came = read.get(unit.id), known.get(unit.id, ()), given.get(unit.id)
        bound = any(liaison.bound for liaison in one)
        phones = [liaison.phone for liaison in one if liaison.phone]
        # Where the notice asks for no contact, nobody has left one out.
        told = own if own is not None or asked else GivenContact(name="—", phones=tuple(phones[:1]))
        doubts = reading.contact_doubts(told, phones, bound=bound, shared=shared)
        lines.append(
            ContactLine(
                part=unit.part or reach.office.name,
                unit=unit.name,
                kind=unit.kind,
                name=own.name if own else "",
                phones=tuple(_phone(reach, phone) for phone in own.phones) if own else (),
                number=came.number if came else 0,
                known=tuple((liaison.name, _phone(reach, liaison.phone)) for liaison in one),
                bound=bound,
                doubts=tuple(doubts),
                text=_text(reach, came),
            )
        )
    return lines


def _sites(
    reach: Reach, units: Sequence[WeekUnit], given: Mapping[int, GivenText], answers: Mapping[int, Website]
) -> list[SiteLine]:
    read: dict[int, GivenSite] = {unit: reading.site(one.text) for unit, one in given.items()}
    shared = reading.several(reading.same_site(one.address) for one in read.values() if one.address)
    return [
        SiteLine(
            part=unit.part or reach.office.name,
            unit=unit.name,
            address=read[unit.id].address if unit.id in read else "",
            number=given[unit.id].number if unit.id in given else 0,
            doubts=tuple(reading.site_doubts(read.get(unit.id), shared=shared)),
            text=_text(reach, given.get(unit.id)),
            answered=_answered(given.get(unit.id), answers),
        )
        for unit in units
    ]


def _answered(given: GivenText | None, answers: Mapping[int, Website]) -> str:
    website = answers.get(given.number) if given is not None else None
    return answered(website) if website is not None else ""


def _phone(reach: Reach, phone: str) -> str:
    return phone if reach.acts else masked_phone(phone)


def _text(reach: Reach, given: GivenText | None) -> str:
    if given is None:
        return ""
    return given.text if reach.acts else without_personal_numbers(given.text)
