"""A calendar as a file that phones and mail programs take in (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from domain.campaigns.campaign import Campaign
from formats.desk.calendar import Dated
from formats.words import activities as words

#: Octets of a line (3.1).
_LINE = 75
#: How long what says no end is shown.
_LASTS = timedelta(minutes=60)


def calendar_file(campaign: Campaign, events: Iterable[Dated], now: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//baosong//calendar//ZH", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(words.CALENDAR.format(title=campaign.title))}")
    for place, one in enumerate(events):
        lines += _event(campaign, one, place, now)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(campaign: Campaign, one: Dated, place: int, now: datetime) -> list[str]:
    said = f"{campaign.code} {one.day} {one.at} {one.name} {one.unit} {one.number} {place}"
    lines = ["BEGIN:VEVENT", f"UID:{sha256(said.encode()).hexdigest()[:32]}@baosong", f"DTSTAMP:{_utc(now)}"]
    if one.at is None:
        lines += [f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}", f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"]
    else:
        begins = campaign.at(one.day, one.at)
        lines += [f"DTSTART:{_utc(begins)}", f"DTEND:{_utc(begins + _LASTS)}"]
    lines.append(f"SUMMARY:{_text(f'{one.unit} {one.name}'.strip())}")
    lines += [f"LOCATION:{_text(one.place)}"] if one.place else []
    return [*lines, "END:VEVENT"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """3.3.11; what no line may hold is left out."""
    plain = "".join(one for one in text.replace("\r", "") if one == "\n" or one.isprintable())
    for one in ("\\", ";", ","):
        plain = plain.replace(one, f"\\{one}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """No line longer than it may be, no character in two."""
    found, current = [], b""
    for one in line:
        octets = one.encode("utf-8", "replace")
        if len(current) + len(octets) > _LINE:
            found.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*found, current]) + b"\r\n"
