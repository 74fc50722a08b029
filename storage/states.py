"""How far rows of work have come: one closed vocabulary for every state column of the machinery.

Those of submissions are the story's own (``domain.submission.State``).
"""

from __future__ import annotations

from enum import StrEnum


class InboxState(StrEnum):
    """FAILED: set aside for the operator after ``handlers.intake.MOST_ATTEMPTS`` tries; its sender was told."""

    NEW = "new"
    DONE = "done"
    FAILED = "failed"


class OutboxState(StrEnum):
    """FAILED: set aside for the operator. DROPPED: its time had run out. REJECTED: its receiver is not delivered to.

    PARKED: it may not be said before its receiver has spoken again, and keeps nothing else from going.
    """

    NEW = "new"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    REJECTED = "rejected"
    PARKED = "parked"


class NoticeState(StrEnum):
    """DROPPED: its time had run out, or a later one of its kind had come as well. FAILED: set aside."""

    NEW = "new"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


class ReceiptState(StrEnum):
    """OPEN: more may still be put on it. CLOSED: it could not be worded yet. FAILED: set aside."""

    OPEN = "open"
    CLOSED = "closed"
    SENT = "sent"
    FAILED = "failed"


class UploadState(StrEnum):
    """FINISHED: all bytes came. ABORTED by its sender, EXPIRED by time: it ended without being finished."""

    NEW = "new"
    FINISHED = "finished"
    ABORTED = "aborted"
    EXPIRED = "expired"


class ExportState(StrEnum):
    """CHANGED: files are not what they were any more. OVER: its time ran out, and its list is gone."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    CHANGED = "changed"
    OVER = "over"


class AnnouncementState(StrEnum):
    """DRAFT: asked for in chat, and waiting for a yes."""

    DRAFT = "draft"
    SENT = "sent"


class Lane(StrEnum):
    """The kinds of work, each done row by row: where a row may be set aside."""

    INTAKE = "intake"
    FETCHING = "fetching"
    RECEIPTS = "receipts"
    DELIVERY = "delivery"
    NOTICES = "notices"
    RELOCATING = "relocating"
    CLEANING = "cleaning"


class Outcome(StrEnum):
    """Of a message that was not simply done or answered. TAKEN and REFUSED: what became of what was offered."""

    UNKNOWN = "unknown"
    OFFERED = "offered"
    TAKEN = "taken"
    REFUSED = "refused"


class ImportSource(StrEnum):
    """START: the file of ``[roster] file``. COMMAND: ``baosong roster import``."""

    START = "start"
    COMMAND = "command"
