"""What the upload page may say in its person's name."""

from __future__ import annotations

from domain.language import acts
from domain.language.acts import Act
from domain.language.decide import decide
from domain.language.decisions import Decision, Do, Offer, Situation
from domain.language.normal import normalised
from domain.language.reading import read
from domain.organisation import Person
from domain.upload import UploadProblem, UploadRefused
from handlers.context import Context
from handlers.conversation.situation import page_vocabulary
from handlers.reading import simplified


def check_sayable(ctx: Context, person: Person, text: str) -> None:
    """Raises ``UploadRefused`` for anything but captions, corrections and other days of numbered submissions."""
    words = page_vocabulary(ctx, person, ctx.clock.now())
    decision = decide(read(normalised(text, simplified(text)), words), Situation(reports=True), words)
    if act_of(decision) is None:
        raise UploadRefused(UploadProblem.NOT_SAYABLE)


def act_of(decision: Decision) -> Act | None:
    """What the page may have done. It may mend what was sent: whoever it was forwarded to must not do more.

    What stands in the field of a caption is one, though in chat it would be asked about.
    """
    match decision:
        case Do(act=act) if _mends(act):
            return act
        case Offer(choices=(acts.GiveCaption() as act,)) if _mends(act):
            return act
        case _:
            return None


def _mends(act: Act) -> bool:
    if isinstance(act, acts.GiveCaption):
        return all(caption.numbers and caption.text for caption in act.captions)
    return isinstance(act, acts.Withdraw | acts.MoveToDay) and bool(act.numbers)
