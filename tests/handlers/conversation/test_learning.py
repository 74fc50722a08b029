"""What is kept for whoever mends the reader: of what was not understood alone, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.conversation import CutPiece, EarlyCaption, Kept
from domain.language.acts import CaptionText, GiveCaption, MakeLink, RevokeLinks, Unit, Withdraw
from domain.language.decisions import About, Answer, Decision, Do, Offer, Offered, Remark, Say, Situation
from domain.language.questions import Question, Topic
from domain.language.vocabulary import Vocabulary
from domain.organisation import Person
from handlers import answering
from handlers.conversation import learning
from handlers.conversation.situation import Standing
from storage import phrases
from storage.conversations import Conversation
from storage.engine.changes import UNSET, Unset
from storage.engine.database import Database
from storage.recollections import Recollection
from storage.states import Outcome
from storage.tables import people
from tests.support.rows import DAY, NOW, SECOND, add
from tests.support.values import person, unit

TEN_MINUTES = timedelta(minutes=10)
JUST = timedelta(microseconds=1)
CAPTION = GiveCaption(captions=(CaptionText(text="插花", numbers=(1,)),))
DEADLINE, HELP = Question(topic=Topic.DEADLINE), Question(topic=Topic.HELP)
OFFER = Offer(about=About.CAPTION, said="插花", choices=(CAPTION, DEADLINE))


def standing(at: Situation | None = None, recollection: Recollection | None = None) -> Standing:
    return Standing(
        situation=at or Situation(),
        vocabulary=Vocabulary(today=DAY),
        conversation=Conversation(),
        recollection=recollection or Recollection(),
        campaign=None,
    )


def offered(age: timedelta = TEN_MINUTES) -> Standing:
    return standing(Situation(offered=Offered(choices=(CAPTION, DEADLINE), age=age)))


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Do(act=Withdraw(numbers=(1,))), "did Withdraw"),
        (Answer(questions=(DEADLINE, HELP)), f"answered {Topic.DEADLINE}, {Topic.HELP}"),
        (OFFER, f"offered caption: GiveCaption, {Topic.DEADLINE}"),
        (Say(remark=Remark.THANKS), "said thanks"),
    ],
)
def test_a_decision_is_named_in_a_few_words(decision: Decision, said: str) -> None:
    assert learning.done(decision) == said


@pytest.mark.parametrize(
    ("situation", "label"),
    [
        (Situation(), "plain"),
        (Situation(waiting=(1,)), "photos"),
        (Situation(unit_asked=(Unit(id=1, name="一"),)), "unit"),
        (Situation(composing=True), "composing"),
        (Situation(announced="plan"), "plan"),
        (Situation(nudge=0 * SECOND), "nudge"),
        (Situation(offered=Offered(choices=(CAPTION,), age=TEN_MINUTES)), "offered"),
        (Situation(offered=Offered(choices=(CAPTION,), age=TEN_MINUTES + JUST)), "plain"),
        (Situation(waiting=(1,), composing=True, announced="plan"), "photos+composing+plan"),
        (Situation(refused=(1,), recent=(1,), undoable=1, asked=True), "plain"),
        (Situation(waiting=(1,), composing=True, announced="a" * 40), "photos+composing+" + "a" * 15),
    ],
)
def test_what_a_conversation_stood_at_fits_its_column(situation: Situation, label: str) -> None:
    assert learning.label(situation) == label


@pytest.fixture
async def somebody(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, people, 1)


async def kept(database: Database, decision: Decision, who: Person, at: Standing | None = None) -> list[phrases.Phrase]:
    async with database.write() as connection:
        choices = decision.choices if isinstance(decision, Offer) else ()
        await learning.note(connection, who, at or standing(), decision, "插花", choices, now=NOW)
    return await phrases.all(database)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize(
    ("decision", "outcome"),
    [
        (OFFER, Outcome.OFFERED),
        *((Say(remark=one), Outcome.UNKNOWN) for one in (Remark.UNKNOWN, Remark.STILL_ANNOUNCED, Remark.STILL_UNIT)),
        *((Say(remark=one), None) for one in (Remark.THANKS, Remark.NO_SUCH_CHOICE, Remark.EARLY_CAPTION)),
        (Do(act=MakeLink()), None),
        (Answer(questions=(HELP,)), None),
    ],
)
async def test_only_what_was_not_understood_is_kept(
    database: Database, decision: Decision, outcome: Outcome | None
) -> None:
    found = await kept(database, decision, person(unit()))
    assert [(one.said, one.outcome, one.standing) for one in found] == ([("插花", outcome, "plain")] if outcome else [])
    assert [one.offered for one in found] == (
        [f"GiveCaption, {Topic.DEADLINE}"] if outcome is Outcome.OFFERED else [""] if outcome else []
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("somebody")
async def test_who_said_it_is_kept_as_a_role(database: Database) -> None:
    for who in (person(unit()), person(supervises=(unit(),)), person(unit(), supervises=(unit(2),))):
        found = await kept(database, Say(remark=Remark.UNKNOWN), who)
    assert [one.role for one in found] == ["liaison", "supervisor", "both"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize(
    ("decision", "age", "taken"),
    [
        (Do(act=CAPTION), TEN_MINUTES, True),
        (Do(act=CAPTION), TEN_MINUTES + JUST, False),
        (Do(act=RevokeLinks()), TEN_MINUTES, False),
        (Answer(questions=(HELP, DEADLINE)), TEN_MINUTES, True),
        (Answer(questions=(HELP,)), TEN_MINUTES, False),
        (Answer(questions=(DEADLINE,)), TEN_MINUTES + JUST, False),
        (Say(remark=Remark.THANKS), TEN_MINUTES, False),
    ],
)
async def test_an_offer_is_taken_by_one_of_its_choices(
    database: Database, decision: Decision, age: timedelta, taken: bool
) -> None:
    await kept(database, OFFER, person(unit()))
    (first,) = await kept(database, decision, person(unit()), offered(age))
    assert (first.outcome, first.next) == (Outcome.TAKEN if taken else Outcome.REFUSED, learning.done(decision))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("somebody")
async def test_without_an_offer_none_is_taken(database: Database) -> None:
    await kept(database, OFFER, person(unit()))
    (first,) = await kept(database, Do(act=CAPTION), person(unit()))
    assert first.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("before", "at", "new", "written"),
    [
        (EarlyCaption("插花"), NOW, None, UNSET),
        (EarlyCaption("插花"), NOW - TEN_MINUTES, None, UNSET),
        (EarlyCaption("插花"), NOW - TEN_MINUTES - JUST, None, None),
        (EarlyCaption("插花"), None, None, None),
        (CutPiece("一段"), NOW, None, None),
        (None, None, None, None),
        (EarlyCaption("插花"), NOW, CutPiece("一段"), CutPiece("一段")),
    ],
)
def test_a_caption_that_waits_for_its_photo_outlives_other_words_for_ten_minutes(
    before: Kept | None, at: datetime | None, new: Kept | None, written: Kept | Unset | None
) -> None:
    found = standing(recollection=Recollection(kept=before, kept_at=at))
    assert answering._kept(found, new, NOW) == written
