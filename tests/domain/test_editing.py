"""文字编辑: who may have an item say other words, and what is kept of its sender's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.editing import edited, fingerprint, own_words, recaptioned, refused_edit
from domain.findings import Kind
from domain.organisation import Role
from domain.selection import Acting, Mark, OfficeMark, Refusal, Selected
from domain.submission import Original, State, Submission, Words
from tests.support.town import november

OFFICE, ABOVE, BELOW = 10, 1, 20
ITEM = Submission(
    id=7,
    obligation_id=1,
    organisation_id=30,
    person_id=1,
    item="daily",
    kind=Kind.PHOTO,
    state=State.ACCEPTED,
    sent_at=november(9),
    caption="学生展示手艺",
)
NEW = Words(caption="学生展示钳工手艺")
ACTING = Acting(office_id=OFFICE, role=Role.SUPERVISOR, above=frozenset({ABOVE}))


def passed_by(office_id: int) -> Selected:
    mark = OfficeMark(office_id=office_id, mark=Mark.PASSED, person_id=None, at=november(9))
    return Selected(number=7, state=State.ACCEPTED, marks=(mark,))


def edited_by(office_id: int) -> Submission:
    return replace(ITEM, caption="别的话", original=Original(words=ITEM.words, office_id=office_id))


@pytest.mark.parametrize(
    ("item", "selected", "acting", "words", "refused"),
    [
        (ITEM, passed_by(BELOW), ACTING, NEW, None),
        (ITEM, passed_by(OFFICE), ACTING, NEW, None),
        (edited_by(OFFICE), passed_by(OFFICE), ACTING, NEW, None),
        (edited_by(BELOW), passed_by(BELOW), ACTING, NEW, None),
        (edited_by(ABOVE), passed_by(BELOW), ACTING, NEW, Refusal.HELD),
        (ITEM, passed_by(ABOVE), ACTING, NEW, Refusal.HELD),
        (ITEM, passed_by(BELOW), replace(ACTING, role=Role.READER), NEW, Refusal.READER),
        (replace(ITEM, state=State.REFUSED), passed_by(BELOW), ACTING, NEW, Refusal.NOT_ACCEPTED),
        (replace(ITEM, state=State.WITHDRAWN), passed_by(BELOW), ACTING, NEW, Refusal.NOT_ACCEPTED),
        (ITEM, passed_by(BELOW), ACTING, Words(caption=" "), Refusal.NO_WORDS),
        (replace(ITEM, caption=""), passed_by(BELOW), ACTING, Words(), None),
    ],
)
def test_who_may(item: Submission, selected: Selected, acting: Acting, words: Words, refused: Refusal | None) -> None:
    assert refused_edit(item, selected, acting, words, fingerprint(item.words)) is refused


def test_what_has_changed_meanwhile_is_not_edited_unseen() -> None:
    seen = fingerprint(ITEM.words)
    assert refused_edit(edited_by(OFFICE), passed_by(OFFICE), ACTING, NEW, seen) is Refusal.CHANGED
    assert fingerprint(Words(title="a", caption="b")) != fingerprint(Words(title="ab"))


def test_the_senders_words_are_kept_through_every_edit_until_they_stand_again() -> None:
    first = edited(ITEM, NEW, OFFICE)
    assert first == Original(words=ITEM.words, office_id=OFFICE)
    again = edited(replace(ITEM, caption="改一次", original=first), Words(caption="改两次"), ABOVE)
    assert again == Original(words=ITEM.words, office_id=ABOVE)
    assert edited(replace(ITEM, caption="改两次", original=again), ITEM.words, OFFICE) is None
    assert edited(ITEM, ITEM.words, OFFICE) is None


def test_a_sender_who_corrects_changes_what_is_kept() -> None:
    before = edited_by(OFFICE)
    assert before.original is not None
    after = replace(before, original=recaptioned(before.original, "更正的话"))
    assert after.caption == "别的话"
    assert after.own_caption == "更正的话"
    assert own_words(after) == Words(caption="更正的话")
    assert after.original is not None
    assert after.original.newer
    looked = edited(after, NEW, OFFICE)
    assert looked is not None
    assert not looked.newer
