"""The behaviours of ``week_script``: what a unit does on a day, and how that day stands for it."""

from __future__ import annotations

from datetime import timedelta

from tests.stories.week_script import LATE, MISSING, ON_TIME, Diary, said
from tests.support.town import CAPTION

# --- In time ---


def a_quiet_morning(d: Diary) -> None:
    d.text("08:20:00")
    d.stands("08:20:00", ON_TIME)


def just_after_midnight(d: Diary) -> None:
    d.text("00:00:01")
    d.stands("00:00:01", ON_TIME)


def one_second_before(d: Diary) -> None:
    d.text("09:59:59")
    d.stands("09:59:59", ON_TIME)


def on_the_second(d: Diary) -> None:
    d.text("10:00:00")
    d.stands("10:00:00", ON_TIME)


def refused_then_good(d: Diary) -> None:
    d.text("08:20:00", good=False)
    d.text("09:40:00")
    d.stands("09:40:00", ON_TIME)


def captioned_photo(d: Diary) -> None:
    d.photo("09:25:00")
    d.say("09:40:00", CAPTION)
    # Fifteen minutes later: it counts from its caption on, still in time.
    d.stands("09:40:00", ON_TIME)


def small_photo_then_good(d: Diary) -> None:
    d.photo("09:10:00", good=False)
    d.photo("09:25:00")
    d.say("09:40:00", CAPTION)
    d.stands("09:40:00", ON_TIME)


def caption_within_ten_minutes(d: Diary) -> None:
    d.photo("09:55:00")
    d.say("10:05:00", CAPTION)
    d.stands("10:05:00", ON_TIME)


# --- Late ---


def one_second_after(d: Diary) -> None:
    d.text("10:00:01")
    d.stands("10:00:01", LATE)


def late_morning(d: Diary) -> None:
    d.text("11:00:00")
    d.stands("11:00:00", LATE)


def one_second_before_midnight(d: Diary) -> None:
    d.text("23:59:59")
    d.stands("23:59:59", LATE)


def at_midnight(d: Diary) -> None:
    d.text("24:00:00")
    d.stands("24:00:00", LATE)


def refused_then_late(d: Diary) -> None:
    d.text("09:10:00", good=False)
    d.text("11:00:00")
    d.stands("11:00:00", LATE)


def caption_after_ten_minutes(d: Diary) -> None:
    d.photo("09:55:00")
    d.say("10:05:01", CAPTION)
    d.stands("10:05:01", LATE)


def caption_in_the_afternoon(d: Diary) -> None:
    d.photo("09:10:00")
    d.say("14:00:00", "说明 {n} " + CAPTION)
    d.stands("14:00:00", LATE)


def withdrawn_then_late(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.say("11:00:00", "撤回 {n}")
    d.stands("11:00:00", MISSING)
    d.text("11:20:00")
    d.stands("11:20:00", LATE)


# --- Missing ---


def silent(d: Diary) -> None:
    """Nothing, all day."""


def never_good(d: Diary) -> None:
    d.text("09:10:00", good=False)
    d.photo("09:40:00", good=False)


def never_captioned(d: Diary) -> None:
    d.photo("09:10:00")


def withdrawn(d: Diary) -> None:
    d.text("08:20:00")
    d.stands("08:20:00", ON_TIME)
    d.say("09:10:00", "撤回 {n}")
    d.stands("09:10:00", MISSING)


def withdrawn_after_the_deadline(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.say("11:20:00", "撤回 {n}")
    d.stands("11:20:00", MISSING)


# --- Taken back and still there ---


def withdrawn_then_again(d: Diary) -> None:
    d.text("08:20:00")
    d.stands("08:20:00", ON_TIME)
    d.say("09:10:00", "撤回 {n}")
    d.stands("09:10:00", MISSING)
    d.text("09:40:00")
    d.stands("09:40:00", ON_TIME)


def one_of_two_withdrawn(d: Diary) -> None:
    d.text("08:20:00")
    d.stands("08:20:00", ON_TIME)
    d.text("09:10:00")
    d.say("09:40:00", "撤回 {n}")


def withdrawn_when_the_day_is_closed(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.say("00:00:01", "撤回 {n}", ahead=1)


# --- Exempt ---


def exempt(d: Diary) -> None:
    d.exempted()


def exempt_and_sending(d: Diary) -> None:
    d.exempted()
    d.text("09:10:00")


# --- Two days at once ---


def early_for_tomorrow(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.text("14:00:00")
    d.stands("14:00:00", ON_TIME, ahead=1)


def late_then_early(d: Diary) -> None:
    d.text("11:00:00")
    d.stands("11:00:00", LATE)
    d.text("14:00:00")
    d.stands("14:00:00", ON_TIME, ahead=1)


def exempt_then_early(d: Diary) -> None:
    d.exempted()
    d.text("14:00:00")
    d.stands("14:00:00", ON_TIME, ahead=1)


def early_and_withdrawn(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.text("14:00:00")
    d.stands("14:00:00", ON_TIME, ahead=1)
    d.say("14:20:00", "撤回 {n}")
    d.stands("14:20:00", MISSING, ahead=1)


def late_moved_to_tomorrow(d: Diary) -> None:
    d.text("14:00:00")
    d.stands("14:00:00", LATE)
    d.say("14:20:00", f"记到 {d.tomorrow}")
    d.stands("14:20:00", MISSING)
    d.stands("14:20:00", ON_TIME, ahead=1)


def early_moved_back(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.text("14:00:00")
    d.stands("14:00:00", ON_TIME, ahead=1)
    d.say("14:20:00", f"{{n}} 记到 {said(d.day)}")
    d.stands("14:20:00", MISSING, ahead=1)


def early_photo_captioned_tomorrow(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.photo("14:00:00")
    d.say("08:20:00", "说明 {n} " + CAPTION, ahead=1)
    d.ledger.note(d.unit.code, d.day + timedelta(days=1), d.acts[-1].at, ON_TIME)


# --- The first day, later days, the last day ---


def days_before_the_week(d: Diary) -> None:
    d.text("15:00:00", ahead=-3)
    d.stands("00:00:00", ON_TIME)


def the_evening_before(d: Diary) -> None:
    d.text("20:00:00", ahead=-1)
    d.stands("00:00:00", ON_TIME)


def moved_to_a_closed_day(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.say("09:40:00", f"记到 {said(d.day - timedelta(days=1))}")


def twice_on_the_last_day(d: Diary) -> None:
    d.text("09:10:00")
    d.stands("09:10:00", ON_TIME)
    d.text("14:00:00")


def after_the_end(d: Diary) -> None:
    d.text("00:00:01", ahead=1)
    d.text("08:20:00", ahead=1)


# --- One person for two units: asked which, or saying so first ---


def one_after_the_other(one: Diary, two: Diary) -> None:
    one.text("07:40:00")
    one.say("08:20:00", "1")
    one.stands("08:20:00", ON_TIME)
    two.text("09:10:00")
    two.say("09:25:00", two.unit.name)
    two.stands("09:25:00", ON_TIME)


def only_the_second(one: Diary, two: Diary) -> None:
    two.say("09:10:00", two.unit.name)
    two.text("09:25:00")
    two.stands("09:25:00", ON_TIME)


def said_which_after_the_deadline(one: Diary, two: Diary) -> None:
    one.text("09:55:00")
    one.say("10:05:00", one.unit.name)
    # It was there in time; only whose it was came later.
    one.stands("10:05:00", ON_TIME)
    two.text("11:00:00")
    two.say("11:20:00", "2")
    two.stands("11:20:00", LATE)


def never_said_which(one: Diary, two: Diary) -> None:
    one.text("09:10:00")


def both_silent(one: Diary, two: Diary) -> None:
    """Nothing, all day."""


ONE_DAY = (
    a_quiet_morning,
    just_after_midnight,
    one_second_before,
    on_the_second,
    refused_then_good,
    captioned_photo,
    small_photo_then_good,
    caption_within_ten_minutes,
    one_second_after,
    late_morning,
    one_second_before_midnight,
    at_midnight,
    refused_then_late,
    caption_after_ten_minutes,
    caption_in_the_afternoon,
    withdrawn_then_late,
    silent,
    never_good,
    never_captioned,
    withdrawn,
    withdrawn_after_the_deadline,
    withdrawn_then_again,
    one_of_two_withdrawn,
    withdrawn_when_the_day_is_closed,
    exempt,
    exempt_and_sending,
)
TWO_DAYS = (
    early_for_tomorrow,
    late_then_early,
    exempt_then_early,
    early_and_withdrawn,
    late_moved_to_tomorrow,
    early_moved_back,
    early_photo_captioned_tomorrow,
)
FIRST_DAY = (days_before_the_week, the_evening_before)
LATER_DAYS = (moved_to_a_closed_day,)
LAST_DAY = (twice_on_the_last_day, after_the_end)
PAIRS = (one_after_the_other, only_the_second, said_which_after_the_deadline, both_silent)
PAIRS_LAST_DAY = (never_said_which,)
EVERYTHING = (*ONE_DAY, *TWO_DAYS, *FIRST_DAY, *LATER_DAYS, *LAST_DAY, *PAIRS, *PAIRS_LAST_DAY)
