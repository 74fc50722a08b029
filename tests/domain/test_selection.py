"""Who may mark, return and adopt what, level by level: every rule with its other side."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.clock import CHINA
from domain.organisation import Role
from domain.selection import (
    Acting,
    Adoption,
    Level,
    Mark,
    OfficeMark,
    Refusal,
    Return,
    Selected,
    locked,
    marked_by_adoption,
    refused_adoption,
    refused_calling_off,
    refused_mark,
    refused_return,
    replaced,
    same_adoption,
)
from domain.submission import State

COUNTY, CITY, PROVINCE = 1, 2, 3
AT = datetime(2020, 11, 9, 10, 12, tzinfo=CHINA)
COUNTYS = Acting(office_id=COUNTY, role=Role.SUPERVISOR, above=frozenset({CITY, PROVINCE}))
CITYS = Acting(office_id=CITY, role=Role.SUPERVISOR, above=frozenset({PROVINCE}))
READERS = Acting(office_id=CITY, role=Role.READER, above=frozenset({PROVINCE}))


def mark(office: int, what: Mark | None, person: int = 7) -> OfficeMark:
    return OfficeMark(office_id=office, mark=what, person_id=person, at=AT)


def back(office: int, *, id: int = 1, uncounted: bool = False) -> Return:
    return Return(id=id, office_id=office, reason="说明与照片不符", uncounted=uncounted, person_id=7, at=AT)


def adoption(office: int, medium: str = "大众网", url: str = "https://example.org/1") -> Adoption:
    return Adoption(
        id=1,
        office_id=office,
        level=Level.PROVINCE,
        medium=medium,
        url=url,
        on_day=date(2020, 11, 9),
        person_id=7,
        at=AT,
    )


def item(
    *marks: OfficeMark,
    state: State = State.ACCEPTED,
    returns: tuple[Return, ...] = (),
    adoptions: tuple[Adoption, ...] = (),
) -> Selected:
    return Selected(number=128, state=state, marks=marks, returns=returns, adoptions=adoptions)


@pytest.mark.parametrize(
    ("selected", "acting", "wanted", "refused"),
    [
        (item(), COUNTYS, Mark.SEEN, None),
        (item(), COUNTYS, Mark.PASSED, None),
        (item(), READERS, Mark.SEEN, Refusal.READER),
        # What is not accepted may be looked at, and not passed on.
        (item(state=State.REFUSED), COUNTYS, Mark.SEEN, None),
        (item(state=State.REFUSED), COUNTYS, Mark.PASSED, Refusal.NOT_ACCEPTED),
        (item(state=State.WITHDRAWN), COUNTYS, Mark.PASSED, Refusal.NOT_ACCEPTED),
        (item(state=State.INCOMPLETE), COUNTYS, Mark.PASSED, Refusal.NOT_ACCEPTED),
        # What was returned by anybody is not passed on before it is mended.
        (item(returns=(back(CITY),)), COUNTYS, Mark.PASSED, Refusal.RETURNED),
        (item(returns=(back(CITY),)), COUNTYS, Mark.PICKED, None),
        # The level above holds a 推荐 by passing, returning or adopting …
        (item(mark(COUNTY, Mark.PASSED), mark(CITY, Mark.PASSED)), COUNTYS, None, Refusal.LOCKED),
        (item(mark(COUNTY, Mark.PASSED), mark(PROVINCE, Mark.PASSED)), COUNTYS, Mark.SEEN, Refusal.LOCKED),
        (item(mark(COUNTY, Mark.PASSED), returns=(back(CITY),)), COUNTYS, Mark.PICKED, Refusal.LOCKED),
        (item(mark(COUNTY, Mark.PASSED), adoptions=(adoption(CITY),)), COUNTYS, None, Refusal.LOCKED),
        # … and by 已阅 and 备选 it does not; nor does the level below.
        (item(mark(COUNTY, Mark.PASSED), mark(CITY, Mark.SEEN)), COUNTYS, None, None),
        (item(mark(COUNTY, Mark.PASSED), mark(CITY, Mark.PICKED)), COUNTYS, Mark.SEEN, None),
        (item(mark(CITY, Mark.PASSED), mark(COUNTY, Mark.PASSED)), CITYS, None, None),
        # Only a 推荐 can be held.
        (item(mark(COUNTY, Mark.PICKED), mark(CITY, Mark.PASSED)), COUNTYS, Mark.SEEN, None),
        (item(mark(CITY, Mark.PASSED)), COUNTYS, Mark.PASSED, None),
        # Setting it again is never refused, whatever has happened since.
        (item(mark(COUNTY, Mark.PASSED), mark(CITY, Mark.PASSED)), COUNTYS, Mark.PASSED, None),
        (item(mark(COUNTY, Mark.PASSED), state=State.WITHDRAWN), COUNTYS, Mark.PASSED, None),
        # One's own adoption says that it is passed on.
        (item(mark(CITY, Mark.PASSED), adoptions=(adoption(CITY),)), CITYS, None, Refusal.ADOPTED),
        (item(mark(CITY, Mark.PASSED), adoptions=(adoption(COUNTY),)), CITYS, None, None),
    ],
)
def test_marks(selected: Selected, acting: Acting, wanted: Mark | None, refused: Refusal | None) -> None:
    assert refused_mark(selected, acting, wanted) is refused


@pytest.mark.parametrize(
    ("selected", "acting", "reason", "refused"),
    [
        (item(), COUNTYS, "说明与照片不符", None),
        (item(state=State.REFUSED), COUNTYS, "太小", None),
        (item(mark(COUNTY, Mark.PASSED)), COUNTYS, "说明不符", None),
        (item(), COUNTYS, " ", Refusal.NO_REASON),
        (item(), READERS, "说明不符", Refusal.READER),
        (item(state=State.WITHDRAWN), COUNTYS, "说明不符", Refusal.WITHDRAWN),
        (item(state=State.LOST), COUNTYS, "说明不符", Refusal.WITHDRAWN),
        (item(returns=(back(COUNTY),)), COUNTYS, "说明不符", Refusal.RETURNED),
        (item(returns=(back(CITY),)), COUNTYS, "说明不符", Refusal.LOCKED),
        (item(returns=(back(COUNTY),)), CITYS, "说明不符", None),
        (item(mark(CITY, Mark.PASSED)), COUNTYS, "说明不符", Refusal.LOCKED),
        (item(mark(CITY, Mark.PICKED)), COUNTYS, "说明不符", None),
    ],
)
def test_returns(selected: Selected, acting: Acting, reason: str, refused: Refusal | None) -> None:
    assert refused_return(selected, acting, reason) is refused


def test_only_an_own_open_return_is_called_off() -> None:
    returned = item(returns=(back(CITY, id=4), back(COUNTY, id=5)))
    assert refused_calling_off(returned, CITYS, 4) is None
    assert refused_calling_off(returned, CITYS, 5) is Refusal.RETURNED
    assert refused_calling_off(item(), CITYS, 4) is Refusal.RETURNED
    assert refused_calling_off(returned, READERS, 4) is Refusal.READER


@pytest.mark.parametrize(
    ("selected", "acting", "medium", "refused"),
    [
        (item(), CITYS, "大众网", None),
        (item(), CITYS, "", Refusal.NO_MEDIUM),
        (item(), READERS, "大众网", Refusal.READER),
        (item(state=State.REFUSED), CITYS, "大众网", Refusal.NOT_ACCEPTED),
        (item(returns=(back(COUNTY),)), CITYS, "大众网", Refusal.RETURNED),
        (item(mark(PROVINCE, Mark.PASSED)), CITYS, "大众网", None),
    ],
)
def test_adoptions(selected: Selected, acting: Acting, medium: str, refused: Refusal | None) -> None:
    assert refused_adoption(selected, acting, medium) is refused


def test_an_adoption_passes_the_item_on() -> None:
    assert marked_by_adoption(item(), CITYS) is Mark.PASSED
    assert marked_by_adoption(item(mark(CITY, Mark.PICKED)), CITYS) is Mark.PASSED
    assert marked_by_adoption(item(mark(COUNTY, Mark.PASSED)), CITYS) is Mark.PASSED
    assert marked_by_adoption(item(mark(CITY, Mark.PASSED)), CITYS) is None


@pytest.mark.parametrize(
    ("known", "medium", "url", "same"),
    [
        (adoption(CITY), "大众网", "https://example.org/1", True),
        (adoption(CITY), "大众网", "https://example.org/2", False),
        (adoption(CITY), "晚报", "https://example.org/1", False),
        (adoption(CITY, url=""), "大众网", "https://example.org/1", True),
        (adoption(CITY), "大众网", "", True),
    ],
)
def test_the_same_adoption_is_recorded_once(known: Adoption, medium: str, url: str, same: bool) -> None:
    assert (same_adoption(item(adoptions=(known,)), medium, url) is known) is same


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (mark(CITY, Mark.PICKED, person=8), Mark.PASSED, True),
        (mark(CITY, Mark.PICKED, person=8), None, True),
        (mark(CITY, Mark.PICKED, person=7), Mark.PASSED, False),
        (mark(CITY, Mark.PASSED, person=8), Mark.PASSED, False),
        (mark(CITY, None, person=8), Mark.PASSED, False),
        (None, Mark.PASSED, False),
    ],
)
def test_a_colleague_whose_mark_gave_way_is_named(before: OfficeMark | None, now: Mark | None, told: bool) -> None:
    assert replaced(before, now, 7) is told


def test_a_level_below_or_beside_locks_nothing() -> None:
    assert not locked(item(mark(COUNTY, Mark.PASSED), mark(9, Mark.PASSED)), CITYS.above)
