"""What exported files are called: legal on Windows and everywhere else, in order, never two alike. Pure."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from domain.file_names import press_parts, stem_of
from domain.findings import Kind
from formats.exports.material import ExportedItem
from formats.words.exports import FOLDERS

#: Characters of a unit's name and of a title that stand in a file's name, and of a folder.
_UNIT, _TITLE, _WITHIN = 16, 30, 30
#: What Windows allows nowhere in a name.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_BLANKS = re.compile(r"[\s_]+")
#: Names that Windows keeps for devices, whatever follows their first point.
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_ENDING = re.compile(r"[^0-9a-z]+")


def legal(text: str, most: int) -> str:
    """``text`` as a name, or a part of one, of at most ``most`` characters; empty where nothing of it can stand."""
    text = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    # Controls, marks that turn the line around, halves of characters, and what no font has.
    shown = "".join(" " if one.isspace() else one for one in text if one.isspace() or not _unseen(one))
    name = _BLANKS.sub("_", shown)[:most].strip("_. ")
    return f"_{name}"[:most] if _DEVICES.match(name) else name


def path_of(item: ExportedItem, place: int) -> str:
    """``03视频/001_单位_标题_128.mp4``; ``place``: its number in its folder, from 1."""
    parts = (f"{place:03}", legal(item.short_unit or item.unit, _UNIT), legal(_called(item), _TITLE), str(item.number))
    name = "_".join(part for part in parts if part) + ending_of(item.key)
    return f"{folder(item)}/{name}"


def ending_of(key: str) -> str:
    """``.mp4``, by where its bytes are; what came as words is a text file."""
    ending = _ENDING.sub("", PurePath(key or "a.txt").suffix.lower())[:8]
    return f".{ending}" if ending else ""


def folder(item: ExportedItem) -> str:
    """That of its kind, in the one it lies ``within``."""
    within = legal(item.within, _WITHIN)
    return f"{within}/{FOLDERS[item.kind]}" if within else FOLDERS[item.kind]


def _called(item: ExportedItem) -> str:
    """A press report keeps 媒体+标题, which the notices ask for."""
    if item.kind is Kind.PRESS:
        medium, title = press_parts(item.file_name)
        return f"{medium}+{item.title or title}" if medium else item.title or title
    return item.caption or item.title or stem_of(item.file_name)


def _unseen(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn")
