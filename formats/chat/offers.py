"""Numbered things to do, worded: choices are data, so that a channel can show the same ones as buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain import pressing
from domain.language import acts
from domain.language.acts import Act, CaptionText
from domain.language.decisions import About
from domain.language.questions import Question, Topic
from domain.messages import Choice as Button
from domain.selection import Level
from formats.spoken import clipped, day_text, numbers_text
from formats.words import chat as texts
from formats.words import talk as words
from formats.words.desk import LEVELS

Choice = Act | Question
#: The buttons of a question that 确认 answers.
YES_OR_NO = (words.CONFIRM, words.CANCEL)
#: Longest quotation of what somebody said, in characters.
QUOTED = 60
#: Longest quotation of a text: its first words.
FIRST_WORDS = 20


def quoted(said: str, limit: int = QUOTED) -> str:
    return words.QUOTED.format(said=clipped(said, limit))


def offer_text(
    about: About, said: str, choices: Sequence[Choice], items: Mapping[str, str], *, undo: Sequence[Act] = ()
) -> str:
    """What the words were taken for, quoted, and what can be done with them.

    ``items``: milestones' names by code; ``undo``: what 撤销 would do.
    """
    head = words.ASKED[about.value].format(said=quoted(said, FIRST_WORDS if about is About.TEXT else QUOTED))
    named = _named(choices, items, undo)
    if about is About.UNIT:
        named = [_unit(choice) or name for choice, name in zip(choices, named, strict=True)]
    if about is About.JOIN:
        named[0] = _joined(choices[0])
    return f"{head}\n{numbered(choices, named)}"


def labels(choices: Sequence[Choice], items: Mapping[str, str], *, undo: Sequence[Act] = ()) -> list[str]:
    """Of the same choices as buttons, each with its number where there are several."""
    named = [_unit(c) or name for c, name in zip(choices, _named(choices, items, undo), strict=True)]
    if len(named) == 1:
        return named
    return [texts.CHOICE.format(number=number, name=name) for number, name in enumerate(named, start=1)]


def _named(choices: Sequence[Choice], items: Mapping[str, str], undo: Sequence[Act]) -> list[str]:
    return [_undoing(undo, items) if isinstance(c, acts.UndoLast) else choice_text(c, items) for c in choices]


def numbered(choices: Sequence[Choice], named: Sequence[str]) -> str:
    """One is asked with 回 1, several stand in numbered lines."""
    if len(choices) == 1:
        verb = words.NOTE_IT if isinstance(choices[0], acts.GiveCaption | acts.KeepText) else words.DO_IT
        return words.ONE_CHOICE.format(choice=named[0], verb=verb)
    lines = [texts.CHOICE.format(number=number, name=name) for number, name in enumerate(named, start=1)]
    return "\n".join([*lines, words.MANY_CHOICES])


def not_understood(said: str, choices: Sequence[Choice]) -> str:
    """Of each choice what to say and what it does."""
    named = [suggestion(choice) for choice in choices]
    return f"{words.NOT_UNDERSTOOD.format(said=clipped(said))}\n{numbered(choices, named)}"


def suggestion(choice: Choice) -> str:
    name = choice.topic.value if isinstance(choice, Question) else _act(choice, {})[0]
    say, does = words.SUGGESTIONS[name]
    return words.SUGGESTION.format(say=say, does=does)


def unit_buttons(names: Sequence[str]) -> tuple[Button, ...]:
    """Which of one's own units, said by its name: that means the same whatever was asked since."""
    numbered_names = [texts.CHOICE.format(number=number, name=name) for number, name in enumerate(names, start=1)]
    return tuple(Button(label=label, says=name) for label, name in zip(numbered_names, names, strict=True))


def caption_button(asked_at: datetime) -> tuple[Button, ...]:
    """A caption that came before its photo, offered under the receipt: one choice."""
    return pressing.marked([Button(label=words.NOTE_CAPTION, says="1")], asked_at)


def caption_under_receipt(caption: str, numbers: Sequence[int]) -> str:
    """A caption that came before its photo."""
    return words.OFFERED_UNDER_RECEIPT.format(caption=clipped(caption, QUOTED), numbers=numbers_text(numbers))


def _undoing(undo: Sequence[Act], items: Mapping[str, str]) -> str:
    count = sum(acts.items(act) for act in undo)
    return words.UNDO_ALL.format(count=count, what="；".join(choice_text(act, items) for act in undo))


def choice_text(choice: Choice, items: Mapping[str, str]) -> str:
    """What one choice does, filled in."""
    if isinstance(choice, Question):
        return _question(choice)
    if isinstance(choice, acts.GiveCaption):
        return "；".join(_caption(caption) for caption in choice.captions)
    name, values = _act(choice, items)
    return words.CHOICES[name].format(**values)


def _unit(choice: Choice) -> str:
    return "、".join(unit.name for unit in choice.where.units) if isinstance(choice, Question) else ""


def _joined(choice: Choice) -> str:
    text = choice.text if isinstance(choice, acts.KeepText) else ""
    return words.JOINED.format(characters=_length(text))


def _caption(caption: CaptionText) -> str:
    text = clipped(caption.text, QUOTED)
    return words.CHOICES["caption"].format(caption=text, numbers=numbers_text(caption.numbers))


def _act(act: Act, items: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    """The sentence of an act and what stands in it."""
    match act:
        case acts.TakeCaptionBack(numbers=numbers):
            return ("caption_back", {"numbers": numbers_text(numbers)}) if numbers else ("caption_back_last", {})
        case acts.Withdraw(numbers=numbers, receipts=receipts):
            if numbers:
                return "withdraw", {"numbers": numbers_text(numbers)}
            return "withdraw_receipt", {"receipts": "、".join(receipts)}
        case acts.Restore(numbers=numbers):
            return "restore", {"numbers": numbers_text(numbers)}
        case acts.MoveToDay(day=day, numbers=numbers, receipts=receipts):
            return _moved("move_day", numbers, receipts, {"day": day_text(day)})
        case acts.MoveToUnit(unit=unit, numbers=numbers, receipts=receipts):
            return _moved("move_unit", numbers, receipts, {"unit": unit.name})
        case acts.Announce(milestone=code):
            return "announce", {"item": items.get(code, code)}
        case acts.HandIn(milestone=code, text=text):
            return "hand_in", {"item": items.get(code, code), "text": clipped(text)}
        case acts.AddPiece(text=text):
            return "piece", {"text": clipped(text, FIRST_WORDS)}
        case acts.KeepText(text=text):
            return "text", {"text": clipped(text, FIRST_WORDS), "characters": _length(text)}
        case acts.ChooseUnit(unit=unit):
            return "unit", {"unit": unit.name}
        case acts.ConfirmBinding(name=name):
            return "binding", {"name": name}
        case acts.Exempt(unit=unit, days=days):
            return "exempt", {"unit": unit.name, "days": _days(days)}
        case acts.Unexempt(unit=unit, days=days):
            return "unexempt", {"unit": unit.name, "days": _days(days)}
        case _:
            return of_items(act) or (type(act).__name__, {})


def of_items(act: Act) -> tuple[str, dict[str, object]] | None:
    """What an office does to items."""
    values: dict[str, object]
    match act:
        case acts.Recommend(numbers=numbers):
            name, values = "recommend", {}
        case acts.Unrecommend(numbers=numbers):
            name, values = "unrecommend", {}
        case acts.Adopt(numbers=numbers, level=level) if level:
            name, values = "adopt_at", {"level": LEVELS[Level(level)]}
        case acts.Adopt(numbers=numbers, medium=medium):
            name, values = ("adopt", {"medium": clipped(medium, FIRST_WORDS)}) if medium else ("adopt_nothing", {})
        case acts.Unadopt(numbers=numbers):
            name, values = "unadopt", {}
        case acts.GiveBack(numbers=numbers, reason=reason, uncounted=uncounted):
            name = "give_back_uncounted" if uncounted else "give_back"
            values = {"reason": clipped(reason, QUOTED)}
        case acts.CallReturnOff(numbers=numbers):
            name, values = "call_off", {}
        case acts.MarkAgain(numbers=numbers):
            name, values = "mark_again", {}
        case acts.TakeAdoptionBack(numbers=numbers):
            name, values = "adoption_back", {}
        case _:
            return None
    return name, {"numbers": numbers_text(numbers), **values}


def _moved(
    name: str, numbers: Sequence[int], receipts: Sequence[str], values: dict[str, object]
) -> tuple[str, dict[str, object]]:
    if not numbers and not receipts:
        return f"{name}_last", values
    return name, values | {"numbers": numbers_text(numbers) if numbers else "、".join(receipts)}


def _question(question: Question) -> str:
    template = words.QUESTIONS.get(question.topic.value, words.QUESTIONS["other"])
    unit = "、".join(unit.name for unit in question.where.units)
    if question.topic is not Topic.UNIT and unit:
        return f"{unit}：{template.format(days=_days(question.days), unit=unit)}"
    return template.format(days=_days(question.days), unit=unit)


def _days(days: Sequence[date]) -> str:
    return "、".join(day_text(day) for day in days) or words.NOW


def _length(text: str) -> int:
    return len("".join(text.split()))


def undone_text(taken_back: Sequence[Act], items: Mapping[str, str], told: Sequence[str]) -> str:
    """What was undone, by name, and what each part says."""
    done = "；".join(choice_text(act, items) for act in taken_back)
    return "\n".join([words.UNDONE.format(done=done), *dict.fromkeys(filter(None, told))])
