"""How a day stands, as a whole group may hear it: counts, and in the office's own groups which units are missing."""

from __future__ import annotations

from formats.digest.text import DayOverview, counts_lines
from formats.words import chat as texts
from formats.words import group as words


def counts_aloud(view: DayOverview) -> str:
    """The six counts, and nobody's name."""
    if not view.counts.expected and not view.counts.exempt:
        return texts.NOBODY_OWES.format(day=view.said)
    return "\n".join([texts.COUNTS_HEAD.format(day=view.said), counts_lines(view.counts)])


def missing_aloud(view: DayOverview) -> str:
    """The six counts and the names of the units that are missing: no people, and nothing of what they sent."""
    counted = counts_aloud(view)
    if not view.counts.expected:
        return counted
    names = "、".join(unit.name for unit in view.missing)
    return f"{counted}\n{words.MISSING.format(units=names) if names else words.EVERYBODY}"
