"""Short answers in a conversation: the sentences of ``formats.words.chat`` with names, numbers and days put in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.campaigns.campaign import Milestone
from domain.campaigns.evidence import Evidence
from domain.days import Timing
from formats.spoken import clipped, dated_day, day_text, local_date, moment_text, numbers_text, second_text
from formats.words import chat as texts
from formats.words import questions as words

#: Longest caption repeated in full, in characters.
CAPTION_LIMIT = 60


def kept(until: date | None) -> str:
    """What is kept of whoever enrols, what for, and who removes it, by which day where one is named."""
    by = texts.KEPT_BY.format(day=f"{until.year}年{day_text(until)}") if until else ""
    return texts.KEPT.format(by=by)


def bound(name: str, *, reports_for: Sequence[str], supervises: Sequence[str], until: date | None = None) -> str:
    """The answer to a good invite code."""
    duties = []
    if reports_for:
        duties.append(texts.DUTY_REPORTS.format(units=_joined(reports_for)))
    if supervises:
        duties.append(texts.DUTY_SUPERVISES.format(units=_joined(supervises)))
    return texts.BOUND.format(name=name, duties="\n".join([*duties, kept(until), texts.SEE_HELP]))


def said_again(at: datetime) -> tuple[str, tuple[str, str]]:
    """The last line of words that were said once before, their time; of words that were said more often, the text
    around which time it is.
    """
    moment = second_text(at)
    before, after = texts.SAID_AGAIN_AND_AGAIN.format(moment=moment, times="{}").split("{}")
    return "\n" + texts.SAID_AGAIN.format(moment=moment), ("\n" + before, after)


def bound_already(name: str) -> str:
    return texts.BOUND_ALREADY.format(name=name)


def welcome(name: str, *, liaison: bool, supervisor: bool, deadline: str = "10:00", until: date | None = None) -> str:
    """Said when somebody known opens the conversation."""
    if liaison:
        said = texts.WELCOME_LIAISON.format(name=name, deadline=deadline)
    else:
        said = texts.WELCOME_SUPERVISOR.format(name=name) if supervisor else texts.GREETED
    return f"{said}\n{kept(until)}" if liaison or supervisor else said


def help_text(
    *,
    liaison: bool,
    supervisor: bool,
    day: date,
    other_day: date,
    reader: bool = False,
    deadline: str = "10:00",
    milestones: Sequence[tuple[str, str]] = (),
) -> str:
    """``day`` and ``other_day`` stand in the examples: report days, the current one and another.

    ``milestones``: (name, the word to send) of what is still open for the liaison.
    """
    mine = texts.HELP_LIAISON.format(deadline=deadline, day=day_text(other_day))
    if milestones:
        names = "、".join(name for name, _ in milestones)
        mine += "\n" + texts.HELP_MILESTONES.format(items=names, example=milestones[0][1])
    theirs = (texts.HELP_SUPERVISOR if supervisor else texts.HELP_READER).format(day=day_text(day))
    if liaison and (supervisor or reader):
        return texts.HELP_BOTH.format(liaison=mine, supervisor=theirs)
    if supervisor or reader:
        return theirs
    return mine if liaison else texts.STRANGER


def choices(names: Sequence[str], *, limit: int = 20) -> str:
    """Numbered lines to choose from."""
    lines = [texts.CHOICE.format(number=n, name=name) for n, name in enumerate(names[:limit], start=1)]
    if len(names) > limit:
        lines.append(texts.CHOICES_MORE.format(count=len(names)))
    return "\n".join(lines)


def choose_unit(names: Sequence[str], *, again: bool = False) -> str:
    """Which of a liaison's own units; ``again`` when the answer named none of them."""
    return (texts.UNIT_NOT_YOURS if again else texts.UNIT_CHOOSE) + "\n" + choices(names)


def unit_chosen(unit: str) -> str:
    return texts.UNIT_CHOSEN.format(unit=unit)


# --- Changing what was sent ---


def withdrawn(numbers: Iterable[int]) -> str:
    return texts.WITHDRAWN.format(numbers=numbers_text(numbers))


def withdrawn_before(numbers: Iterable[int]) -> str:
    return texts.WITHDRAWN_BEFORE.format(numbers=numbers_text(numbers))


def withdraw_closed(numbers: Iterable[int]) -> str:
    return texts.WITHDRAW_CLOSED.format(numbers=numbers_text(numbers))


def number_not_found(numbers: Iterable[int]) -> str:
    """Also for numbers of other people: nobody learns that they exist."""
    return texts.NUMBER_NOT_FOUND.format(numbers=numbers_text(numbers))


def moved(numbers: Iterable[int], day: date, timing: Timing) -> str:
    said = texts.MOVED.format(numbers=numbers_text(numbers), day=day_text(day))
    return said + texts.MOVED_TIMING[timing.value]


def move_closed(day: date) -> str:
    return texts.MOVE_CLOSED.format(day=day_text(day))


def move_same(day: date) -> str:
    return texts.MOVE_SAME.format(day=day_text(day))


def no_report_days(days: Sequence[date]) -> str:
    return words.NO_REPORT_DAYS.format(days="、".join(day_text(day) for day in days))


def first_day(day: date, now: datetime) -> str:
    """There is no day before it to compare with."""
    return words.COMPARED_FIRST.format(day=dated_day(day, local_date(now)))


def not_a_day(first: date, last: date) -> str:
    return texts.NOT_A_DAY.format(first=day_text(first), last=day_text(last))


def captioned(numbers: Sequence[int], caption: str, *, completed: Sequence[int] = (), replaced: bool = False) -> str:
    """``completed``: the numbers that are accepted now that they have a caption."""
    template = texts.CAPTION_REPLACED if replaced else texts.CAPTIONED
    said = template.format(numbers=numbers_text(numbers), caption=clipped(caption, CAPTION_LIMIT))
    return said + "\n" + texts.CAPTION_COMPLETES.format(numbers=numbers_text(completed)) if completed else said


def caption_not_photo(numbers: Iterable[int]) -> str:
    return texts.CAPTION_NOT_PHOTO.format(numbers=numbers_text(numbers))


def caption_still_refused(numbers: Iterable[int]) -> str:
    return texts.CAPTION_STILL_REFUSED.format(numbers=numbers_text(numbers))


def composed_so_far(characters: int) -> str:
    return texts.COMPOSED_SO_FAR.format(characters=characters)


# --- Milestones ---


def milestone_ask(milestone: Milestone) -> str:
    """How to hand in a milestone whose name alone was sent."""
    order = (Evidence.LINK, Evidence.CONTACT, Evidence.TEXT, Evidence.FILE)
    wanted = next(one for one in order if one in milestone.accepts)
    asked = texts.MILESTONE_ASK[wanted.value].format(item=milestone.name)
    said = texts.MILESTONE_STATISTICS if milestone.has_columns else texts.MILESTONE_CONTENTS
    return asked + ("\n" + said.format(contents="、".join(milestone.contents)) if milestone.contents else "")


def milestone_unknown(item: str) -> str:
    return texts.MILESTONE_UNKNOWN.format(item=clipped(item))


def milestone_not_owed(unit: str, item: str) -> str:
    return texts.MILESTONE_NOT_OWED.format(unit=unit, item=item)


def milestone_closed(item: str, late_until: datetime) -> str:
    return texts.MILESTONE_CLOSED.format(item=item, until=moment_text(late_until))


def _joined(names: Sequence[str], limit: int = 10) -> str:
    said = "、".join(names[:limit])
    return said if len(names) <= limit else texts.AND_SO_MANY.format(names=said, count=len(names))
