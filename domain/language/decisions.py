"""What a conversation stands at, and what is to happen with one message. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.language.acts import (
    Act,
    ConfirmAnnouncement,
    ConfirmBinding,
    ConfirmHandover,
    ConfirmLogin,
    ConfirmNudge,
    ConfirmReturn,
    Unit,
)
from domain.language.questions import Question

#: A number answers the bot's last numbered question for this long.
OFFERED_FOR = timedelta(minutes=10)
#: A proposed nudge waits this long for its confirmation.
NUDGE_FOR = timedelta(minutes=10)
#: A second caption replaces the first, a second piece joins the first, within this.
AT_ONCE = timedelta(minutes=2)
#: What is a piece of an open text at least, in characters.
PIECE = 10


@dataclass(frozen=True, kw_only=True)
class Offered:
    """The bot's last numbered question: what each number stands for, and how long ago it was asked.

    Whoever keeps it drops it as soon as the person says or sends anything else.
    """

    choices: tuple[Act | Question, ...]
    age: timedelta

    def live(self) -> bool:
        return self.age <= OFFERED_FOR


@dataclass(frozen=True, kw_only=True)
class CaptionNoted:
    """A bare caption that was noted, with nothing said or sent since."""

    numbers: tuple[int, ...]
    text: str
    age: timedelta


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A text that came just before, without 稿件, and looks cut. ``number``: as what it was stored, if it was."""

    text: str
    age: timedelta
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything about one person's conversation that decides.

    ``waiting``: numbers of photos that wait for a caption, in the order sent; ``refused``: of refused ones that may be
    sent again; ``recent``: what the last receipt was about. ``unit_asked``: the units asked between, when something
    waits for its unit. ``announced``: the milestone's code; ``accepts``: what meets it. ``composing``: 稿件 is open,
    ``pieces``: something is in it. ``nudge``: how old the proposal is. ``undoable``: how many items the last message or
    receipt brought, within ten minutes. ``asked``: the bot's last word to this person was another question.
    """

    known: bool = True
    reports: bool = False
    supervises: bool = False
    #: Sees an area without being its supervisor: asks the same, does nothing to it.
    reads: bool = False
    waiting: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    recent: tuple[int, ...] = ()
    unit_asked: tuple[Unit, ...] = ()
    announced: str = ""
    accepts: tuple[str, ...] = ()
    composing: bool = False
    pieces: bool = False
    nudge: timedelta | None = None
    offered: Offered | None = None
    caption_noted: CaptionNoted | None = None
    piece: Piece | None = None
    undoable: int = 0
    asked: bool = False
    #: How old the proposal of another liaison is.
    handover: timedelta | None = None
    #: How old the question is whether a computer may come in.
    login: timedelta | None = None
    #: How old the question is whether items are to be returned and count no more.
    withheld: timedelta | None = None
    #: How old the proposal of an announcement is.
    announcement: timedelta | None = None
    #: The accounts that wait for this person's yes: whom they would speak for, and for how long they have waited.
    pending: tuple[tuple[str, timedelta], ...] = ()

    @property
    def watches(self) -> bool:
        """Lists, counts and units of an area are theirs to ask about."""
        return self.supervises or self.reads

    @property
    def proposals(self) -> dict[type[Act], bool]:
        """What 确认 may carry out, and whether it waits for that."""
        ages = {
            ConfirmNudge: self.nudge,
            ConfirmHandover: self.handover,
            ConfirmLogin: self.login,
            ConfirmReturn: self.withheld,
            ConfirmAnnouncement: self.announcement,
        }
        return {kind: age is not None and age <= NUDGE_FOR for kind, age in ages.items()}

    @property
    def proposed(self) -> Act | None:
        """What a bare 确认 carries out: the proposal made last, else an account that has just begun to wait."""
        for kind, waits in self.proposals.items():
            if waits:
                return kind()
        if len(self.pending) == 1 and self.pending[0][1] <= NUDGE_FOR:
            return ConfirmBinding(name=self.pending[0][0])
        return None


class About(StrEnum):
    """Why something is asked, so that it can be worded."""

    #: What the words were taken for.
    ACT = "act"
    #: Bare words beside waiting photos.
    CAPTION = "caption"
    #: A further caption when all photos have one: kept for a photo that comes, or to replace one.
    SECOND_CAPTION = "second_caption"
    #: A long text without a title.
    TEXT = "text"
    #: Two texts that look like one.
    JOIN = "join"
    #: Words while 稿件 is open that are no piece for certain.
    PIECE = "piece"
    #: A number that is a place and a photo's number.
    PLACE = "place"
    #: Which of several units.
    UNIT = "unit"
    #: More than one item would be undone.
    UNDO = "undo"
    #: Which to withdraw.
    WITHDRAW = "withdraw"


class Remark(StrEnum):
    """What is said when nothing is done, answered or offered."""

    THANKS = "thanks"
    ACKNOWLEDGE = "acknowledge"
    GREETING = "greeting"
    LATER = "later"
    MISTAKE = "mistake"
    REFUSAL = "refusal"
    EMPTY = "empty"
    #: How to enrol: to strangers, whatever they say.
    STRANGER = "stranger"
    #: Who reports alone asked what supervisors may know, or the other way round.
    NOT_YOURS = "not_yours"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    NOTHING_TO_CANCEL = "nothing_to_cancel"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_CAPTION = "nothing_to_caption"
    NOT_COMPOSING = "not_composing"
    NOTHING_COMPOSED = "nothing_composed"
    #: A number, and nothing was asked by number (any more).
    NOTHING_OFFERED = "nothing_offered"
    #: There is no such number among the choices.
    NO_SUCH_CHOICE = "no_such_choice"
    #: A caption and no photo yet: to be kept for ten minutes and offered under the photo that comes.
    EARLY_CAPTION = "early_caption"
    #: The same while which unit is still to be said.
    CAPTION_BEFORE_UNIT = "caption_before_unit"
    #: There is no photo at that place, or with that number.
    NO_SUCH_PHOTO = "no_such_photo"
    #: What was announced is still waited for, and this is not it.
    STILL_ANNOUNCED = "still_announced"
    #: Which unit is still to be said.
    STILL_UNIT = "still_unit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Do:
    """To be done at once; ``said`` is what the person typed for it."""

    act: Act
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Questions to be answered, in the order asked."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Numbered things to do, filled in. ``said``: the words they were taken from, to be quoted."""

    about: About
    said: str
    choices: tuple[Act | Question, ...]


@dataclass(frozen=True, kw_only=True)
class Say:
    remark: Remark
    said: str = ""


Decision = Do | Answer | Offer | Say
