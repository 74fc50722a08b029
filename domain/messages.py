"""What travels between a channel and the rest: a message in, a message out, and the ways both can fail.

A platform's own words (openid, agentid, msg_signature …) never leave ``channels``; these are all anybody else sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from domain.abilities import AttachmentKind

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> bool:
    """True when a database column can hold ``text``: JSON can spell NUL and halves of a character, columns cannot."""
    return _UNSTORABLE.search(text) is None


def as_text(data: bytes) -> str:
    """Bytes as a text that can be stored: what is not UTF-8, and NUL, is written as ``\\xff``."""
    return data.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def made_storable(text: str) -> str:
    """``text`` with U+FFFD for every character that a database column cannot hold."""
    return text if storable(text) else _UNSTORABLE.sub("\ufffd", text)


class MessageKind(StrEnum):
    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"
    FILE = "file"
    VOICE = "voice"
    LOCATION = "location"
    LINK = "link"
    #: The sender came (followed, opened the conversation): a chance to say hello.
    ENTER = "enter"
    #: The sender left (unfollowed): nothing can be sent any more.
    LEAVE = "leave"
    #: A menu or card button; ``text`` carries the words it stands for.
    BUTTON = "button"
    #: Somebody of another organisation, who can be answered and never be written to.
    OUTSIDER = "outsider"
    #: What a person sent and we cannot read: of a type we do not know, or damaged. The sender hears of it.
    UNREAD = "unread"
    #: Anything the platform sent that means nothing to us. Stored, never answered.
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One message as a channel understood it.

    ``external_id`` is unique within the channel however often the platform redelivers. ``sender`` is the account
    on that channel, already normalised. ``media`` is the channel's own handle for ``Channel.fetch``, empty when the
    platform told of a file but kept it; ``file_name`` is what the sender called it: data, never a path. ``sent_at`` is
    the platform's own send time, aware. ``raw`` is the whole message as it came, when not all of it could be read;
    ``sender`` may be empty then.

    ``group``: the platform's own id of the group it was said in, empty for what is said to the bot alone.
    ``addressed``: it was said to the bot, not only among others. ``reply``: the channel's own handle for answering this
    message, a secret, good until ``reply_until``. ``fetch_by``: until then ``media`` can be fetched, when that is soon.
    """

    channel: str
    external_id: str
    sender: str
    kind: MessageKind
    sent_at: datetime
    text: str = ""
    media: str = ""
    file_name: str = ""
    raw: str = ""
    group: str = ""
    addressed: bool = True
    reply: str = field(default="", repr=False)
    reply_until: datetime | None = None
    fetch_by: datetime | None = None

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None:
            raise ValueError("Incoming.sent_at must be aware")
        if bool(self.reply) != (self.reply_until is not None):
            raise ValueError("Incoming.reply and reply_until go together")


def numbered(parts: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """The parts of one message with ids of their own: ``id#1``, ``id#2`` … A single one keeps its id."""
    if len(parts) < 2:
        return tuple(parts)
    return tuple(replace(part, external_id=f"{part.external_id}#{k}") for k, part in enumerate(parts, start=1))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the numbered things that a message offers: ``says`` is what it stands for, typed or pressed."""

    label: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A picture or file that goes out, lying at ``path``; ``name`` is what the receiver sees it called."""

    kind: AttachmentKind
    name: str
    path: Path


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message for one or more accounts of one channel; the same for all of them.

    It has a ``text`` or an ``attachment``, not both. ``key``: what the channel makes the platform's duplicate key of,
    the same whenever this call is made again, and of no other call. ``to_group``: the receivers are groups.
    ``choices``: shown as buttons where the channel has them; the text tells their numbers anyway. ``reply``: the handle
    of the message that is answered, empty for what is said unasked. ``due``: the deadline that it reminds of.
    """

    channel: str
    receivers: tuple[str, ...]
    text: str
    key: str = ""
    to_group: bool = False
    attachment: Attachment | None = None
    choices: tuple[Choice, ...] = ()
    reply: str = field(default="", repr=False)
    due: datetime | None = None


class Unreachable(StrEnum):
    """Why a platform does not deliver to an account."""

    UNKNOWN = "unknown"  # no such member, or none the app may write to: the platform does not say which
    RANGE = "range"  # outside the app's visible range
    UNLICENSED = "unlicensed"  # the organisation has no licence for this member
    UNSPOKEN = "unspoken"  # not before they have written for the first time
    WINDOW = "window"  # not before they write again: a platform's 48 hours, or its number of messages, are over
    BLOCKED = "blocked"  # left, or wants no messages
    REFUSED = "refused"  # refused for a reason that is none of these


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a channel reports: the platform's message id, and the receivers it would not deliver to, with the reason.

    ``deferred``: receivers that it did not deliver to this time, and the seconds to wait before they are tried again.
    """

    message_id: str = ""
    rejected: Mapping[str, Unreachable] = field(default_factory=dict)
    deferred: Mapping[str, float] = field(default_factory=dict)


class Problem(StrEnum):
    """Why a platform call failed; the only reasons the rest of the program knows."""

    BUSY = "busy"  # transient: try again soon
    THROTTLED = "throttled"  # park the whole channel until the window passes
    QUOTA = "quota"  # the month's calls are used up
    CREDENTIALS = "credentials"  # secret or organisation refused: every further try may earn a ban
    CONFIGURATION = "configuration"  # address not trusted, app switched off: the platform refuses the whole app
    UNCERTAIN = "uncertain"  # nothing was answered: it may have been carried out (``Abilities.repeatable``)
    UNCLEAR = "unclear"  # refused, and it may be the app's fault or this receiver's: ask with ``Channel.probe``
    RECEIVER = "receiver"  # nobody there (any more)
    MEDIA_GONE = "media_gone"  # the file is no longer on the platform
    MEDIA_TOO_BIG = "media_too_big"
    REFUSED = "refused"  # the platform will never take this message


class SendError(Exception):
    """A platform call that did not succeed (also used for fetching media).

    ``permanent``: trying the same again cannot help. ``retry_after``: seconds to wait at least, when the platform
    or its rules say so. ``code``: the closed vocabulary. ``detail``: for the log, secrets removed. ``unreachable``:
    why a receiver is not delivered to, when the platform says that.
    """

    def __init__(
        self,
        code: Problem,
        *,
        permanent: bool,
        retry_after: float | None = None,
        detail: str = "",
        unreachable: Unreachable | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.detail = detail
        self.unreachable = unreachable


class CallbackError(Exception):
    """A callback that is not to be believed or not to be understood; nothing was stored."""


class Forged(CallbackError):
    """The signature is wrong, or its time is outside the accepted window: 403."""


class Stale(Forged):
    """Rightly signed, at another time than now: repeated by somebody, or a clock is wrong.

    ``ahead``: our clock less the platform's, in seconds.
    """

    def __init__(self, ahead: float) -> None:
        super().__init__("timestamp outside the accepted window")
        self.ahead = ahead


class Malformed(CallbackError):
    """Not what the platform sends (not XML, truncated, no such element): 400."""
