"""What one liaison of a unit is told of what another one did to their material."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.events import EventVerb
from formats.spoken import clipped, numbers_text
from formats.words import colleagues as words

#: What is told, by what was done.
TOLD: Mapping[EventVerb, str] = {
    EventVerb.WITHDRAWN: words.WITHDRAWN,
    EventVerb.RESTORED: words.RESTORED,
    EventVerb.MOVED: words.MOVED,
    EventVerb.CAPTIONED: words.CAPTIONED,
    EventVerb.CAPTION_TAKEN_BACK: words.CAPTION_TAKEN_BACK,
}


def told(verb: EventVerb, name: str, numbers: Sequence[int], to: str) -> str:
    """``name``: who did it. ``to``: the day or unit it counts for now, or the caption it has."""
    return TOLD[verb].format(name=name, numbers=numbers_text(numbers), to=clipped(to))
