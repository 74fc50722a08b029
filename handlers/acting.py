"""Every act has its story here, by its type. Stories are reached from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from domain.language import acts
from domain.language.acts import Act
from formats.chat import offers
from formats.words import talk as words
from handlers import pairing, reading
from handlers.conversation import (
    captions,
    choosing_unit,
    composing,
    corrections,
    milestones,
    no_activity,
    upload_link,
)
from handlers.desk import adopting_in_chat, announcing_in_chat, in_chat, returning_in_chat, selecting
from handlers.supervision import confirming, exempting, handing_over, nudging
from handlers.turn import Story, Told, Turn


async def carry_out(turn: Turn, act: Act) -> Told:
    """Do it, inside the turn's transaction."""
    return await STORIES[type(act)](turn, act)


async def _undo(turn: Turn, act: acts.UndoLast) -> Told:
    """Take back all that the last message or receipt brought, by the acts that were kept for it."""
    taken_back = turn.recollection.undo
    if not taken_back:
        return Told(text=words.UNDO_TOO_LATE)
    told = [await carry_out(turn, one) for one in taken_back]
    said = offers.undone_text(taken_back, reading.milestone_names(turn.ctx), [one.text for one in told])
    return Told(text=said, undo=tuple(redo for one in told for redo in one.undo or ()))


STORIES: Mapping[type[Act], Story] = {
    acts.Bind: pairing.ask,
    acts.GiveCaption: captions.give,
    acts.TakeCaptionBack: captions.take_back,
    acts.Withdraw: corrections.withdraw,
    acts.Restore: corrections.restore,
    acts.MoveToDay: corrections.move,
    acts.MoveToUnit: choosing_unit.move,
    acts.ChooseUnit: choosing_unit.choose,
    acts.Announce: milestones.announce,
    acts.HandIn: milestones.hand_in,
    acts.OpenComposing: composing.begin,
    acts.AddPiece: composing.add,
    acts.CloseComposing: composing.close,
    acts.Cancel: composing.cancel,
    acts.KeepText: composing.keep,
    acts.ConfirmNudge: nudging.confirm,
    acts.ConfirmHandover: handing_over.confirm,
    acts.ConfirmAnnouncement: announcing_in_chat.confirm,
    acts.ConfirmBinding: confirming.confirm,
    acts.Exempt: exempting.exempt,
    acts.Unexempt: exempting.unexempt,
    acts.NoteNoActivity: no_activity.note,
    acts.TakeNoteBack: no_activity.take_back,
    acts.UndoLast: _undo,
    acts.MakeLink: upload_link.make,
    acts.RevokeLinks: upload_link.revoke,
    acts.ConfirmLogin: in_chat.confirm,
    acts.RevokeLogins: in_chat.revoke,
    acts.Recommend: selecting.recommend,
    acts.Unrecommend: selecting.take_recommendation_back,
    acts.MarkAgain: selecting.mark_again,
    acts.Adopt: adopting_in_chat.adopt,
    acts.Unadopt: adopting_in_chat.take_back,
    acts.TakeAdoptionBack: adopting_in_chat.take_one_back,
    acts.GiveBack: returning_in_chat.give_back,
    acts.ConfirmReturn: returning_in_chat.confirm,
    acts.CallReturnOff: returning_in_chat.call_off,
}
