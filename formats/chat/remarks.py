"""What is said when nothing is done, answered or offered."""

from __future__ import annotations

from collections.abc import Sequence

from domain.campaigns.campaign import Milestone
from domain.language.decisions import Remark
from formats.chat.answers import choices, milestone_ask
from formats.chat.offers import quoted
from formats.spoken import numbers_text
from formats.words import talk as words


def remark_text(remark: Remark) -> str:
    """Everything but what needs more to be said (below)."""
    return words.REMARKS[remark.value]


def early_caption(said: str, refused: Sequence[int]) -> str:
    """A caption and no photo to give it to; ``refused``: the photos it may have been meant for."""
    if refused:
        return words.EARLY_CAPTION_REFUSED.format(said=quoted(said), numbers=numbers_text(refused))
    return words.EARLY_CAPTION.format(said=quoted(said))


def caption_before_unit(said: str, units: Sequence[str]) -> str:
    return f"{words.CAPTION_BEFORE_UNIT.format(said=quoted(said))}\n{choices(units)}"


def still_announced(said: str, milestone: Milestone) -> str:
    """This is not what was announced: how it is handed in."""
    return words.STILL_ANNOUNCED.format(said=quoted(said), item=milestone.name, ask=_sentence(milestone_ask(milestone)))


def _sentence(text: str) -> str:
    """An example to type ends without a stop; another sentence follows."""
    return text if text.endswith("。") else f"{text}\n"


def still_unit(said: str, units: Sequence[str]) -> str:
    return f"{words.STILL_UNIT.format(said=quoted(said))}\n{choices(units)}"
