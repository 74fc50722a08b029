"""What was found, as data. ``formats.words.found`` has the words.

Most values are members of a closed vocabulary. Those with a number or a name in them are small classes; the name of a
class and its fields are how it is stored (``domain.findings.stored``), so renaming one needs a migration. Text from a
user's file, a unit's name, the name of a typeface are data and stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.findings.file_formats import FileFormat


class Found(StrEnum):
    """What was found, where that says it all."""

    MACRO = "macro"
    EXTERNAL_LINK = "external_link"
    ACTIVE_X = "active_x"
    XML_ENTITY = "xml_entity"
    #: The path of a part that leads out of its package.
    OUTWARD_PATH = "outward_path"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    FILE_TOO_LARGE = "file_too_large"
    #: More than the memory of a check.
    CONTENT_TOO_LARGE = "content_too_large"
    CONTENT_TOO_LONG = "content_too_long"
    TOO_MANY_PARAGRAPHS = "too_many_paragraphs"
    TOO_MANY_TEXTS = "too_many_texts"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MANY_ROWS = "too_many_rows"
    STRANGE_PHOTO = "strange_photo"
    STRANGE_VIDEO = "strange_video"
    PROTECTED_VIDEO = "protected_video"
    ONLY_SOUND = "only_sound"
    UNRECOGNISED = "unrecognised"
    #: Bytes of no known format, where a text was meant.
    NO_TEXT = "no_text"
    NO_NAME = "no_name"
    #: A cell in a row with somebody's telephone or identity number.
    PERSONAL_DATA = "personal_data"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_SHEET = "hidden_sheet"


class Codec(StrEnum):
    """How a video is encoded, where many computers cannot play it. The values are FFmpeg's names."""

    HEVC = "hevc"
    VVC = "vvc"
    AV1 = "av1"
    VP9 = "vp9"
    #: H.264 with more than eight bits a colour, or with more of its colours than the usual 4:2:0: hardly any player
    #: shows them.
    H264_DEEP = "h264_deep"
    H264_HALF_COLOUR = "h264_half_colour"
    H264_FULL_COLOUR = "h264_full_colour"


@dataclass(frozen=True)
class Text:
    """What stands in the sender's file, or the name of the file, as it stands there."""

    text: str


@dataclass(frozen=True)
class Texts:
    """Several of those, in their order."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class FileIs:
    """The format of the file sent."""

    format: FileFormat


@dataclass(frozen=True)
class ArchiveOf:
    """A file of files, where the files one by one are asked for."""

    format: FileFormat


@dataclass(frozen=True)
class EncodedAs:
    codec: Codec


@dataclass(frozen=True)
class Pixels:
    """As displayed."""

    width: int
    height: int


@dataclass(frozen=True)
class TimeLimit:
    """The check took longer than so many seconds."""

    seconds: float


@dataclass(frozen=True)
class OnlyPictures:
    """Pictures with only so many characters (字数) beside them."""

    characters: int


@dataclass(frozen=True)
class Share:
    """A part of the whole, 0 to 1."""

    share: float


@dataclass(frozen=True)
class Typeface:
    """A typeface by the name people know, and its size in points."""

    name: str
    points: float


@dataclass(frozen=True)
class FurtherRows:
    """So many rows of a form on a sheet of their own."""

    rows: int


@dataclass(frozen=True)
class UnitsListed:
    """The first units of a form that has a row for each of so many."""

    first: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Earlier:
    """The submission that came first: its number, the day it counts for, its unit by id and by name.

    ``unit_id``: None where it is not known any more.
    """

    number: int
    day: date
    unit_id: int | None
    unit: str


@dataclass(frozen=True)
class Unreadable:
    """The operating system's reason not to give the file."""

    reason: str


@dataclass(frozen=True)
class AsWorded:
    """The words that an earlier version stored, where they could not be told apart into data."""

    text: str


#: A bare number is pixels, bytes, characters or a count, as its finding's code says.
FoundValue = (
    int
    | Found
    | Text
    | Texts
    | FileIs
    | ArchiveOf
    | EncodedAs
    | Pixels
    | TimeLimit
    | OnlyPictures
    | Share
    | Typeface
    | FurtherRows
    | UnitsListed
    | Earlier
    | Unreadable
    | AsWorded
)
