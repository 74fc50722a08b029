"""What is exported, as names and papers need it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.findings import Kind

_UNITS = ("B", "KB", "MB", "GB", "TB")
_STEP = 1024


@dataclass(frozen=True, kw_only=True)
class ExportedItem:
    """``day`` None: owed once. ``key`` empty: a text from chat, whose bytes are ``text``; ``at`` is local.

    ``crc32``: None while nobody has computed it. ``within``: the folder around that of its kind; empty: none.
    """

    number: int
    kind: Kind
    day: date | None
    unit: str
    short_unit: str
    title: str
    caption: str
    text: str
    file_name: str
    key: str
    size: int
    sha256: str
    at: datetime
    crc32: int | None = None
    mark: str = ""
    category: str = ""
    within: str = ""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """``files``: path in the export and the item, in order; ``lost``: those whose bytes are gone.

    ``shrunk``: photos are smaller than they came.
    """

    title: str
    office: str
    at: datetime
    files: tuple[tuple[str, ExportedItem], ...]
    lost: tuple[ExportedItem, ...] = ()
    shrunk: bool = False

    @property
    def size(self) -> int:
        return sum(item.size for _, item in self.files)


def size_text(number: int) -> str:
    """``5.3 GB``."""
    value, unit = float(number), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{number} B"
