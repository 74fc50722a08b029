"""What a channel can carry, and to whom it may speak without having been asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Unasked(StrEnum):
    """When a platform lets a bot write to somebody who has not just written to it."""

    ALWAYS = "always"
    #: To those who have ever spoken to it.
    SPOKEN = "spoken"
    #: A number of messages within some time after they last spoke (``ReplyWindow``).
    WINDOW = "window"
    #: Within the window, and beyond it only in words that the platform has approved.
    TEMPLATE = "template"
    #: Only as an answer, by a reply handle.
    NEVER = "never"


class Replies(StrEnum):
    """What the reply handles of messages (``Incoming.reply``) are good for."""

    NONE = "none"  # there are none
    ONCE = "once"  # one message each
    MANY = "many"  # any number of messages, until their time is over


class AttachmentKind(StrEnum):
    """What a message may bring beside words."""

    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class ReplyWindow:
    """After somebody has spoken they may be sent so many ``messages`` ``within`` that time."""

    messages: int
    within: timedelta


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a channel can carry. ``max_text_bytes`` is UTF-8.

    ``pace``: messages that are sent to one receiver within a minute at most, below what the platform lets through;
    ``hourly``: the same within an hour, 0: no such limit. ``burst``: calls of the whole channel within a second, 0: no
    such limit. ``monthly``: calls within a calendar month, ``monthly_heard``: messages that it brings within one, 0: no
    such limit.
    ``swallows_repeats_for``: the platform may drop words it has brought the same people within this time.
    """

    max_text_bytes: int = 2048
    max_receivers: int = 1
    pace: int = 27
    hourly: int = 0
    burst: int = 0
    monthly: int = 0
    monthly_heard: int = 0
    swallows_repeats_for: timedelta | None = None
    #: Word files reach the bot on this channel.
    files: bool = True
    #: The platform recompresses photos unless the sender asks for the original.
    shrinks_photos: bool = True
    unasked: Unasked = Unasked.ALWAYS
    #: For ``Unasked.WINDOW`` and ``TEMPLATE``.
    window: ReplyWindow | None = None
    replies: Replies = Replies.NONE
    #: Words that go by a reply handle are no call of the month's.
    free_replies: bool = False
    #: A call whose outcome is not known may be made again: the platform knows it by ``Outgoing.key``, or by its words.
    repeatable: bool = True
    #: Texts are read as Markdown: the channel escapes what is none.
    markdown: bool = False
    #: What it brings beside words, and up to how many bytes of each; what is not named it does not bring.
    sends: frozenset[AttachmentKind] = frozenset()
    max_picture_bytes: int = 0
    max_file_bytes: int = 0
    #: Choices of one message that are shown as buttons; 0: they are numbers in the text.
    buttons: int = 0
    #: It brings what is said in groups, and speaks there.
    group: bool = False

    def brings(self, kind: AttachmentKind, size: int) -> bool:
        """Whether an attachment of that kind and so many bytes can be sent."""
        most = self.max_picture_bytes if kind is AttachmentKind.PICTURE else self.max_file_bytes
        return kind in self.sends and 0 < size <= most


#: What the upload page carries: every file, as it is.
UPLOAD_PAGE = Abilities(files=True, shrinks_photos=False)
