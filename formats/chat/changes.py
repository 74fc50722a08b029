"""What was changed in chat, in words: each answer quotes what was noted and says how to take it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain.days import Timing
from formats.chat.answers import CAPTION_LIMIT
from formats.spoken import clipped, day_text, numbers_text
from formats.words import chat as texts
from formats.words import talk as words


def not_found(numbers: Sequence[int], receipts: Sequence[str]) -> str:
    """Also for what is other people's: nobody learns that it exists."""
    if receipts:
        return words.RECEIPT_NOT_FOUND.format(receipts="、".join(clipped(receipt) for receipt in receipts))
    return texts.NUMBER_NOT_FOUND.format(numbers=numbers_text(numbers))


def caption_replaced(numbers: Iterable[int], before: str, caption: str) -> str:
    """Old and new, so that a slip is seen; without an old one what was added."""
    said, numbered = clipped(caption, CAPTION_LIMIT), numbers_text(numbers)
    if not before:
        return texts.CAPTIONED.format(numbers=numbered, caption=said)
    return words.CAPTION_REPLACED.format(numbers=numbered, before=clipped(before, CAPTION_LIMIT), caption=said)


def caption_edited(numbers: Iterable[int]) -> str:
    """An office has put words of its own in place of the caption."""
    return words.CAPTION_EDITED.format(numbers=numbers_text(numbers))


def caption_taken_back(captions: Sequence[tuple[str, int]]) -> str:
    """``captions``: each with the number of its photo."""
    lines = []
    for caption in dict.fromkeys(caption for caption, _ in captions):
        numbers = numbers_text(number for said, number in captions if said == caption)
        lines.append(words.CAPTION_TAKEN_BACK.format(caption=clipped(caption, CAPTION_LIMIT), numbers=numbers))
    wanted = words.CAPTION_WANTED_AGAIN.format(number=min(number for _, number in captions))
    return "\n".join([*lines, wanted])


def moved(units: Sequence[str], numbers: Iterable[int], day: date, timing: Timing) -> str:
    return words.MOVED.format(
        units="、".join(units),
        numbers=numbers_text(numbers),
        day=day_text(day),
        timing=texts.MOVED_TIMING[timing.value],
    )


def move_unit_closed(numbers: Iterable[int]) -> str:
    return words.MOVE_UNIT_CLOSED.format(numbers=numbers_text(numbers))


def move_unit_same(unit: str) -> str:
    return words.MOVE_UNIT_SAME.format(unit=unit)


def cancelled_text(characters: int) -> str:
    """The text so far is dropped, and its length says which."""
    return words.CANCELLED_TEXT.format(characters=characters)


def no_activity(units: Sequence[str], day: date) -> str:
    return "\n".join([words.NO_ACTIVITY.format(units="、".join(units), day=day_text(day)), words.CAN_UNDO])


def note_taken_back(units: Sequence[str], day: date) -> str:
    return words.NOTE_TAKEN_BACK.format(units="、".join(units), day=day_text(day))
