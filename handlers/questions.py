"""Every question has its answer here, by its topic. Answers are only read; nothing is written on the way.

``Topic.NUDGE`` is not among them: whom it would nudge is kept until it is confirmed (``handlers.supervision.nudging``);
so is the liaison that ``Topic.CHANGE_LIAISON`` proposes, where it is asked alone. Nor are ``Topic.DASHBOARD``,
``Topic.PHOTOS`` and the bulletins: the link, or the computer asked about, is kept with the answer
(``handlers.desk.in_chat``, ``handlers.desk.bulletins_in_chat``); ``Topic.BLANK_FORM`` brings a file along
(``handlers.conversation.blank_form``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from domain.language.questions import SUPERVISORS, WITHHELD, Question, Topic
from formats.words import chat as texts
from formats.words import questions as sentences
from handlers.asker import Asker, Unanswerable
from handlers.conversation import status, submission_states, week
from handlers.desk import announcing_in_chat, in_chat, selecting
from handlers.guidance import contact, deadlines, help, how, requirements
from handlers.supervision import compared, exporting, handing_over, lists, phones, units

Answer = Callable[[Asker, Question], Awaitable[str]]


async def answer_question(asker: Asker, question: Question) -> str:
    """The answer, in words. What the asker may not know is answered as if it did not exist."""
    topic = question.topic
    if not asker.person.duties:
        return texts.STRANGER
    if topic is Topic.WHETHER_SENT:
        topic = Topic.STATUS if asker.person.reports_for else Topic.MISSING
    if topic in SUPERVISORS and not asker.offices:
        return sentences.FOR_SUPERVISORS
    if topic in WITHHELD and not asker.person.supervises:
        return sentences.FOR_SUPERVISORS
    if topic in LIAISONS and not asker.person.reports_for:
        return sentences.FOR_LIAISONS
    try:
        return await ANSWERS[topic](asker, question)
    except Unanswerable as refusal:
        return refusal.said


#: Answered to those who report alone. 状态 is not among them: to others it is the help.
LIAISONS = frozenset(
    {
        Topic.ALL_DAYS,
        Topic.SUBMISSION,
        Topic.RECEIVED,
        Topic.QUALIFIED,
        Topic.HOW_CAPTION,
        Topic.HOW_WITHDRAW,
        Topic.HOW_COMPOSE,
        Topic.HOW_MOVE,
        Topic.HOW_MILESTONE,
    }
)

ANSWERS: Mapping[Topic, Answer] = {
    Topic.MISSING: lists.missing,
    Topic.LATE: lists.late,
    Topic.REPORTED: lists.reported,
    Topic.COUNTS: lists.counts,
    Topic.DIGEST: lists.digest,
    Topic.EXEMPTED: lists.exempted,
    Topic.UNIT: units.unit,
    Topic.PHONE: phones.phone,
    Topic.UNREGISTERED: phones.unregistered,
    Topic.SILENT: phones.silent,
    Topic.INVITATION: phones.invitation,
    Topic.CHANGE_LIAISON: handing_over.described,
    Topic.REVOKE_LOGINS: in_chat.how_revoked,
    Topic.COMPARED: compared.compared,
    Topic.MISSING_RUNNING: compared.missing_running,
    Topic.STATUS: status.status,
    Topic.ALL_DAYS: week.all_days,
    Topic.SUBMISSION: submission_states.of_numbers,
    Topic.RECEIVED: submission_states.received,
    Topic.QUALIFIED: submission_states.qualified,
    Topic.HELP: help.show_help,
    Topic.REQUIREMENTS: requirements.card,
    Topic.PHOTO_SIZE: requirements.photo_size,
    Topic.TEXT_LENGTH: requirements.text_length,
    Topic.VIDEO_RULES: requirements.video_rules,
    Topic.WHAT_TO_SEND: requirements.what_to_send,
    Topic.ORIGINALS: requirements.originals,
    Topic.DEADLINE: deadlines.deadline,
    Topic.CONTACT: contact.whom,
    Topic.HOW_CAPTION: how.caption,
    Topic.HOW_WITHDRAW: how.withdraw,
    Topic.HOW_COMPOSE: how.compose,
    Topic.HOW_MOVE: how.move,
    Topic.HOW_MILESTONE: how.milestone,
    Topic.HOW_EXEMPT: units.how_exempt,
    Topic.HOW_BIND: how.bind,
    Topic.HOW_SELECT: selecting.how_selected,
    Topic.HOW_RETURN: selecting.how_returned,
    Topic.EXPORT: exporting.where,
    Topic.PICTURES: exporting.picture,
    Topic.ANNOUNCEMENT: announcing_in_chat.described,
}
