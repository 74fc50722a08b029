"""What may be done in chat: a closed set of things, each ready to be carried out. Values only; nothing acts here.

Numbers are those of submissions; ``receipts`` are numbers of receipts as printed (1109-3), for all that one named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An organisation by its id, with the name to show."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that changes what is stored."""


@dataclass(frozen=True, kw_only=True)
class Bind(Act):
    """``code`` is upper case; empty when none was given."""

    code: str


@dataclass(frozen=True, kw_only=True)
class CaptionText:
    """One caption. ``numbers``: of these photos; ``place``: of the n-th waiting photo; neither: of all that wait."""

    text: str
    numbers: tuple[int, ...] = ()
    receipts: tuple[str, ...] = ()
    place: int | None = None


@dataclass(frozen=True, kw_only=True)
class GiveCaption(Act):
    """``replaces``: the caption noted just before is to be replaced, and both are to be quoted."""

    captions: tuple[CaptionText, ...]
    replaces: bool = False


@dataclass(frozen=True, kw_only=True)
class TakeCaptionBack(Act):
    """``numbers`` empty: the caption noted last."""

    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Withdraw(Act):
    numbers: tuple[int, ...] = ()
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoveToDay(Act):
    """``numbers`` and ``receipts`` empty: what the last receipt was about."""

    day: date
    numbers: tuple[int, ...] = ()
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoveToUnit(Act):
    unit: Unit
    numbers: tuple[int, ...] = ()
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Announce(Act):
    """What comes next is this milestone (its code)."""

    milestone: str


@dataclass(frozen=True, kw_only=True)
class HandIn(Act):
    """``text``: the report, the address, or name and number, as typed."""

    milestone: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OpenComposing(Act):
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class AddPiece(Act):
    text: str


class CloseComposing(Act):
    """The text in pieces is whole."""


class Cancel(Act):
    """Whatever was begun: a text in pieces, an announcement, a proposal."""


@dataclass(frozen=True, kw_only=True)
class KeepText(Act):
    """A text of the day. ``replaces``: the number of its first part, which was stored by itself."""

    text: str
    replaces: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChooseUnit(Act):
    unit: Unit


class ConfirmNudge(Act):
    """What was proposed is to be sent."""


class ConfirmHandover(Act):
    """The liaison that was proposed is to take over."""


class ConfirmAnnouncement(Act):
    """What was proposed is to be said to everybody."""


@dataclass(frozen=True, kw_only=True)
class ConfirmBinding(Act):
    """The account that waits to speak for this person may."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Exempt(Act):
    unit: Unit
    days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class Unexempt(Act):
    unit: Unit
    days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class NoteNoActivity(Act):
    """``day``: None for the current report day."""

    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class UndoLast(Act):
    """``all``: it was asked before that more than one item is meant."""

    all: bool = False


class MakeLink(Act):
    """A link to the upload page."""


class RevokeLinks(Act):
    """All links to the upload page."""


class ConfirmLogin(Act):
    """The computer that shows the digits that were sent is let in."""


class RevokeLogins(Act):
    """Every browser of this person leaves the desk."""


# --- Of an office, on items of its area; ``domain.selection`` says who may ---


@dataclass(frozen=True, kw_only=True)
class Recommend(Act):
    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Unrecommend(Act):
    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Adopt(Act):
    """``medium`` and ``url`` empty: not said. ``level``: a ``domain.selection.Level``, empty when it is to be asked."""

    numbers: tuple[int, ...]
    medium: str = ""
    url: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Unadopt(Act):
    """What the office recorded of these items is taken back."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class GiveBack(Act):
    """``reason`` empty: how to say it is answered. ``uncounted``: proposed first, and done by ``ConfirmReturn``."""

    numbers: tuple[int, ...]
    reason: str = ""
    uncounted: bool = False


@dataclass(frozen=True, kw_only=True)
class CallReturnOff(Act):
    numbers: tuple[int, ...]


class ConfirmReturn(Act):
    """What was proposed is returned, and counts no more."""


# --- Only undoing does these: no words are read as them ---


@dataclass(frozen=True, kw_only=True)
class MarkAgain(Act):
    """Items have the mark of before again. ``mark``: a ``domain.selection.Mark``, empty for none."""

    numbers: tuple[int, ...]
    mark: str


@dataclass(frozen=True, kw_only=True)
class TakeAdoptionBack(Act):
    """``adoption``: its id."""

    numbers: tuple[int, ...]
    adoption: int


@dataclass(frozen=True, kw_only=True)
class Restore(Act):
    """What was withdrawn counts again."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TakeNoteBack(Act):
    """The note that nothing happens on ``day``."""

    day: date


#: What only supervisors may do; all other acts are of those who report, but binding, cancelling and undoing.
SUPERVISORS: tuple[type[Act], ...] = (
    ConfirmNudge,
    ConfirmHandover,
    ConfirmAnnouncement,
    ConfirmBinding,
    ConfirmReturn,
    Exempt,
    Unexempt,
    Recommend,
    Unrecommend,
    Adopt,
    Unadopt,
    GiveBack,
    CallReturnOff,
    MarkAgain,
    TakeAdoptionBack,
)
#: What readers may do as well: it is about their own way in.
WATCHERS: tuple[type[Act], ...] = (ConfirmLogin, RevokeLogins)


def items(act: Act) -> int:
    """How many things an act that takes something back is about."""
    if isinstance(act, GiveCaption):
        return sum(len(caption.numbers) for caption in act.captions)
    if isinstance(act, Exempt | Unexempt):
        return len(act.days)
    numbers: tuple[int, ...] = getattr(act, "numbers", ())
    return len(numbers) or 1
