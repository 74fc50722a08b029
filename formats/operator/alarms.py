"""What alarms say: in chat when one begins and when it is over, in ``doctor`` beside the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.alarms import Alarm, Ringing
from formats.spoken import left_text, moment_text
from formats.words import alarms as words


def sentence(ring: Ringing, labels: Mapping[str, str]) -> str:
    """What is wrong. ``labels``: channel → what people call it."""
    where = "、".join({**words.PLACES, **labels}.get(name, name) for name in ring.where)
    return words.WORDS[ring.alarm].sentence.format(where=where, value=_value(ring))


def name(alarm: Alarm) -> str:
    """What it is about, in a word or two."""
    return words.WORDS[alarm].name


def remedy(alarm: Alarm) -> str:
    """What the operator does about it."""
    return words.WORDS[alarm].remedy


def begun_text(ring: Ringing, labels: Mapping[str, str]) -> str:
    """In chat, when it begins."""
    return words.BEGUN.format(sentence=sentence(ring, labels), remedy=words.WORDS[ring.alarm].remedy)


def over_text(alarm: Alarm, since: datetime) -> str:
    """In chat, when it is over. ``since``: campaign time."""
    return words.OVER.format(over=words.WORDS[alarm].over, since=moment_text(since))


def _value(ring: Ringing) -> str:
    value = ring.value
    if ring.alarm is Alarm.QUOTA:
        return f"{value}%"
    if isinstance(value, int):
        return f"{value // 1_000_000:,} MB"
    if ring.alarm is Alarm.CLOCK:
        return (words.FAST if value > timedelta() else words.SLOW).format(value=left_text(abs(value)))
    return left_text(value)
