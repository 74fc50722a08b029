"""What a sender does about a finding, as far as something depends on it: whether the upload page is the way."""

from __future__ import annotations

from enum import StrEnum

from domain.abilities import Abilities
from domain.findings.file_formats import MOVING, PACKED, PICTURES, SOUNDS, FileFormat
from domain.findings.finding import Code, Finding, Level
from domain.findings.found import FileIs, Found, Pixels


class Remedy(StrEnum):
    """What is to be sent, and by which way it goes."""

    #: The photo as it was taken: not through a chat that shrinks photos.
    ORIGINAL = "original"
    #: A file, mended: not through a chat where no files arrive.
    FILE_AGAIN = "file_again"
    #: By any way, or nothing at all.
    ANY = "any"


_SHRUNK = frozenset({Code.PHOTO_WIDTH, Code.PHOTO_SIZE, Code.PHOTO_COMPRESSED, Code.PHOTO_ENLARGED})
_OF_FILES = frozenset(
    {
        Code.FILE_ENCRYPTED,
        Code.FILE_UNSAFE,
        *(code for code in Code if code.startswith(("document.", "press.", "statistics."))),
    }
)
#: What is sent instead of these is a photo, a video, or the files of an archive one by one.
_NO_DOCUMENT = PICTURES | MOVING | SOUNDS | PACKED
_NO_FORM = MOVING | PACKED
_FORMATS_SENT_OTHERWISE = {
    Code.DOCUMENT_FORMAT: _NO_DOCUMENT,
    Code.PRESS_FORMAT: _NO_DOCUMENT,
    Code.STATISTICS_FORMAT: _NO_FORM,
}
_PHOTOS_AND_VIDEOS = (Found.PROTECTED_VIDEO, Found.STRANGE_PHOTO, Found.STRANGE_VIDEO)


def remedy_of(finding: Finding) -> Remedy:
    """``formats.words.findings`` words it; a test holds the two together."""
    if finding.code in _SHRUNK or (finding.code is Code.PHOTO_FORMAT and finding.found == FileIs(FileFormat.HEIC)):
        return Remedy.ORIGINAL
    if finding.level is Level.ADVICE or finding.code not in _OF_FILES or finding.found in _PHOTOS_AND_VIDEOS:
        return Remedy.ANY
    if isinstance(finding.found, Pixels):
        return Remedy.ANY
    if isinstance(finding.found, FileIs) and finding.found.format in _FORMATS_SENT_OTHERWISE.get(finding.code, ()):
        return Remedy.ANY
    return Remedy.FILE_AGAIN


def needs_upload_page(finding: Finding, channel: Abilities) -> bool:
    """Whether the remedy does not go through ``channel``: then it goes by the upload page."""
    match remedy_of(finding):
        case Remedy.ORIGINAL:
            return channel.shrinks_photos
        case Remedy.FILE_AGAIN:
            return not channel.files
        case Remedy.ANY:
            return False
