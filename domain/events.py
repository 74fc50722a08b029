"""What happens, as the history tells it: one verb for every kind of event."""

from __future__ import annotations

from enum import StrEnum


class EventVerb(StrEnum):
    RECEIVED = "received"  # a submission came in, with its verdict
    ASSIGNED = "assigned"  # its sender said which unit it is of
    CAPTIONED = "captioned"
    CAPTION_TAKEN_BACK = "caption_taken_back"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"  # what was withdrawn counts again
    MOVED = "moved"  # counted for another day, or another unit
    NO_ACTIVITY = "no_activity"  # a unit says that it has nothing that day
    NOTE_TAKEN_BACK = "note_taken_back"
    EXEMPTED = "exempted"
    UNEXEMPTED = "unexempted"
    EXTENDED = "extended"  # an office gave units more time
    EXTENSION_ENDED = "extension_ended"
    TAKEN = "taken"  # an office takes a refused item as accepted
    TAKING_ENDED = "taking_ended"
    EDITED = "edited"  # an office put words of its own in the place of the sender's
    EDIT_ENDED = "edit_ended"  # the sender's words stand again
    NUDGED = "nudged"
    GREETED = "greeted"  # said hello to, the first time
    BOUND = "bound"  # an account to its person
    UNBOUND = "unbound"  # an account speaks for its person no more
    LEFT = "left"  # a person is in the roster no more
    HANDED_OVER = "handed_over"  # a unit has another liaison
    BINDING_ASKED = "binding_asked"  # an account waits for a yes before it speaks for a supervisor
    CODE_RENEWED = "code_renewed"
    CODE_TRIED = "code_tried"  # a second account came with a code that was used
    WRONG_CODE = "wrong_code"  # an account tried an invite code that is none
    LINK_MADE = "link_made"
    LINKS_REVOKED = "links_revoked"
    MARKED = "marked"  # by an office: 已阅, 备选, 推荐, or what was taken off
    RETURNED = "returned"  # an office asks for a better one
    RETURN_CALLED_OFF = "return_called_off"
    ADOPTED = "adopted"  # a medium published it
    ADOPTION_REVOKED = "adoption_revoked"
    BULLETIN_DRAFTED = "bulletin_drafted"
    BULLETIN_WRITTEN = "bulletin_written"  # somebody saved some of its blocks
    BULLETIN_DROPPED = "bulletin_dropped"  # a draft was thrown away
    BULLETIN_ISSUED = "bulletin_issued"
    BULLETIN_SENT = "bulletin_sent"  # to supervisors, or to liaisons
    LOGIN_MADE = "login_made"  # a link to the desk
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    LOGINS_REVOKED = "logins_revoked"
    PHONE_SHOWN = "phone_shown"  # a supervisor looked at somebody's telephone
    ANNOUNCED = "announced"  # an office said something to every liaison of its area
    EXPORTED = "exported"  # an office's export was made
    SHARE_MADE = "share_made"  # a link that opens an export outside
    SHARE_REVOKED = "share_revoked"
    SHARE_OPENED = "share_opened"
    SHARE_FETCHED = "share_fetched"  # a download by it was begun
    PURGED = "purged"  # what a campaign has left of words, files and names was removed
    WRONG_PAIRING = "wrong_pairing"  # six digits that no computer waits for
