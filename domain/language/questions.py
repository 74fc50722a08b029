"""What people ask. A question changes nothing; who may have it answered is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.language.acts import Unit


class Topic(StrEnum):
    # of supervisors
    MISSING = "missing"
    LATE = "late"
    REPORTED = "reported"
    COUNTS = "counts"
    DIGEST = "digest"
    UNIT = "unit"
    #: Who would be nudged: the answer lists them and asks to confirm.
    NUDGE = "nudge"
    EXEMPTED = "exempted"
    PHONE = "phone"
    COMPARED = "compared"
    MISSING_RUNNING = "missing_running"
    UNREGISTERED = "unregistered"
    #: Who has an account and has never written.
    SILENT = "silent"
    #: A text to forward to those who have no account.
    INVITATION = "invitation"
    #: Another liaison of a unit: the answer proposes it and asks to confirm.
    CHANGE_LIAISON = "change_liaison"
    # of liaisons
    STATUS = "status"
    ALL_DAYS = "all_days"
    SUBMISSION = "submission"
    RECEIVED = "received"
    QUALIFIED = "qualified"
    #: Whether anything was sent, by nobody named: of whom depends on who asks.
    WHETHER_SENT = "whether_sent"
    # of everybody
    HELP = "help"
    REQUIREMENTS = "requirements"
    DEADLINE = "deadline"
    PHOTO_SIZE = "photo_size"
    TEXT_LENGTH = "text_length"
    VIDEO_RULES = "video_rules"
    WHAT_TO_SEND = "what_to_send"
    ORIGINALS = "originals"
    #: The empty statistics form, which the answer brings along.
    BLANK_FORM = "blank_form"
    CONTACT = "contact"
    HOW_CAPTION = "how_caption"
    HOW_WITHDRAW = "how_withdraw"
    HOW_COMPOSE = "how_compose"
    HOW_MOVE = "how_move"
    HOW_MILESTONE = "how_milestone"
    HOW_EXEMPT = "how_exempt"
    #: How items are passed on, and recorded as published.
    HOW_SELECT = "how_select"
    HOW_RETURN = "how_return"
    HOW_BIND = "how_bind"
    #: A link to the desk; with six digits, whether a computer may come in.
    DASHBOARD = "dashboard"
    #: Photos that came in: a link to the desk that shows exactly these.
    PHOTOS = "photos"
    #: How all logins are ended.
    REVOKE_LOGINS = "revoke_logins"
    #: Where files are taken away: an address that needs a session, never the files.
    EXPORT = "export"
    #: A text to all liaisons: the answer says whom it would go to and asks to confirm.
    ANNOUNCEMENT = "announcement"
    #: Of a day, and of the whole week: issued, or what it would say now with a link to the desk.
    BULLETIN = "bulletin"
    FINAL_BULLETIN = "final_bulletin"
    #: The day as a picture, for a leader's telephone: an address that needs a session.
    PICTURES = "pictures"


class Chosen(StrEnum):
    """Which material of an office's a question is about, by what became of it there."""

    PICKED = "picked"
    PASSED = "passed"
    ADOPTED = "adopted"


#: Answered to supervisors, and to readers what is not among ``WITHHELD``.
SUPERVISORS = frozenset(
    {
        Topic.MISSING,
        Topic.LATE,
        Topic.REPORTED,
        Topic.COUNTS,
        Topic.DIGEST,
        Topic.UNIT,
        Topic.NUDGE,
        Topic.EXEMPTED,
        Topic.PHONE,
        Topic.COMPARED,
        Topic.MISSING_RUNNING,
        Topic.UNREGISTERED,
        Topic.SILENT,
        Topic.INVITATION,
        Topic.CHANGE_LIAISON,
        Topic.HOW_EXEMPT,
        Topic.HOW_SELECT,
        Topic.HOW_RETURN,
        Topic.DASHBOARD,
        Topic.PHOTOS,
        Topic.EXPORT,
        Topic.PICTURES,
        Topic.ANNOUNCEMENT,
        Topic.BULLETIN,
        Topic.FINAL_BULLETIN,
        Topic.REVOKE_LOGINS,
    }
)
#: Not answered to readers: telephones, invite codes, and what leads to an act.
WITHHELD = frozenset(
    {
        Topic.NUDGE,
        Topic.PHONE,
        Topic.UNREGISTERED,
        Topic.SILENT,
        Topic.INVITATION,
        Topic.CHANGE_LIAISON,
        Topic.ANNOUNCEMENT,
        Topic.HOW_EXEMPT,
        Topic.HOW_SELECT,
        Topic.HOW_RETURN,
    }
)


@dataclass(frozen=True, kw_only=True)
class Where:
    """Whose: these units (each with all below it when the question is about many), these kinds; empty: everybody."""

    units: tuple[Unit, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """``days`` empty: the current one. ``no_day``: a day as typed that does not exist. ``item``: a milestone's code.

    ``person`` and ``phone``: the liaison who is to come; ``leaving``: the id of the one who is to go, 0 for the only
    one. ``text``: of an announcement, as typed. ``chosen``: of an export, the only ones that are wanted.
    """

    topic: Topic
    days: tuple[date, ...] = ()
    no_day: str = ""
    where: Where = field(default_factory=Where)
    item: str = ""
    numbers: tuple[int, ...] = ()
    receipts: tuple[str, ...] = ()
    person: str = ""
    phone: str = ""
    leaving: int = 0
    text: str = ""
    chosen: Chosen | None = None
