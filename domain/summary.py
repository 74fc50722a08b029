"""What a notice asks a summary to have (docs/notices.md, What is owed once): text, pictures, highlights, cases; pure.

Advice alone: what is not seen may be there in other words, and a person looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.campaigns.campaign import Milestone


class SummaryPart(StrEnum):
    """As notices call them; other contents of a milestone are not looked for."""

    TEXT = "文字"
    PICTURES = "图片"
    HIGHLIGHTS = "活动亮点"
    CASES = "典型案例"


#: What a text that has the part says.
_WORDS = {SummaryPart.HIGHLIGHTS: ("亮点", "特色"), SummaryPart.CASES: ("案例", "事迹")}
#: Fewer characters are a name or a note.
_ENOUGH = 100
#: Formats that show a picture by themselves.
_PICTURES = frozenset({"jpeg", "jpg", "png", "heic", "webp", "gif", "bmp", "tiff"})


@dataclass(frozen=True, kw_only=True)
class SummaryPiece:
    """One file or text of it. ``characters``, ``images`` None: not looked at; ``says``: see ``found_in``."""

    format: str = ""
    characters: int | None = None
    images: int | None = None
    says: tuple[str, ...] = ()


def asked_parts(milestone: Milestone) -> tuple[SummaryPart, ...]:
    return tuple(part for part in SummaryPart if part in milestone.contents)


def found_in(text: str) -> list[str]:
    """The parts that the text speaks of."""
    return [part.value for part, words in _WORDS.items() if any(word in text for word in words)]


def parts_of(pieces: Iterable[SummaryPiece]) -> dict[SummaryPart, bool | None]:
    """Of all that one unit sent together: seen, not seen, or None where there is something that nobody could read."""
    pieces = list(pieces)
    seen = {
        SummaryPart.TEXT: sum(one.characters or 0 for one in pieces) >= _ENOUGH,
        SummaryPart.PICTURES: any(one.images or one.format.lower() in _PICTURES for one in pieces),
        **{part: any(part.value in one.says for one in pieces) for part in _WORDS},
    }
    unread = any(one.characters is None and one.format.lower() not in _PICTURES for one in pieces)
    return {part: found or (None if unread else False) for part, found in seen.items()}
