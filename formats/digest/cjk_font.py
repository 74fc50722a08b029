"""A font of this machine that has Chinese characters, for pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from formats.words import chat as texts

if TYPE_CHECKING:
    from PIL import ImageFont

#: Where systems keep fonts (Linux, macOS, Windows).
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
#: Files known to hold simplified Chinese, best first; names are compared without case and signs.
KNOWN = (
    "notosanscjkregular",
    "notosanscjkscregular",
    "notosansscregular",
    "notosanssc",
    "sourcehansanscnregular",
    "sourcehansansscregular",
    "sourcehansans",
    "pingfang",
    "msyh",
    "wqymicrohei",
    "wqyzenhei",
    "droidsansfallback",
    "simhei",
    "hiraginosansgb",
    "notoserifcjkregular",
    "stheitimedium",
    "simsun",
    "simfang",
    "arphic",
    "uming",
    "ukai",
)
#: Characters that a font must draw differently from each other and from its box for the unknown.
_PROBE = "报送缺"
_MOST_FACES = 16


class NoChineseFont(Exception):
    """No font with Chinese characters is installed; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(texts.NO_CJK_FONT)


@cache
def chinese_font(size: int) -> ImageFont.FreeTypeFont:
    """The best font there is, ``size`` in pixels. Raises ``NoChineseFont``."""
    from PIL import ImageFont

    path, face = find_font()
    return ImageFont.truetype(str(path), size, index=face)


@cache
def find_font() -> tuple[Path, int]:
    """The file and the face in it. Raises ``NoChineseFont``."""
    for path in _known_files():
        if (face := _chinese_face(path)) is not None:
            return path, face
    raise NoChineseFont


def likely_font() -> Path:
    """The file by its name alone, without loading what draws. Raises ``NoChineseFont``."""
    for path in _known_files():
        return path
    raise NoChineseFont


def _known_files() -> Iterator[Path]:
    """Best first."""
    files = {_plain(path.stem): path for path in _font_files()}
    return (files[known] for known in KNOWN if known in files)


def _font_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            yield from (Path(root, name) for name in names if name.lower().endswith((".ttc", ".ttf", ".otf")))


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def _chinese_face(path: Path) -> int | None:
    """The face for simplified Chinese where a file holds several, else the first that has the characters."""
    fitting = list(_faces(path))
    simplified = [index for index, name in fitting if name.endswith((" SC", " CN", " GB"))]
    return next(iter(simplified or [index for index, _ in fitting]), None)


def _faces(path: Path) -> Iterator[tuple[int, str]]:
    # Only who draws needs it: a worker that does not yet is smaller.
    from PIL import ImageFont

    for index in range(_MOST_FACES):
        try:
            font = ImageFont.truetype(str(path), 24, index=index)
        except OSError:
            return
        if _draws_chinese(font):
            yield index, str(font.getname()[0])


def _draws_chinese(font: ImageFont.FreeTypeFont) -> bool:
    drawn = {bytes(font.getmask(character)) for character in (*_PROBE, "\uffff")}
    return len(drawn) == len(_PROBE) + 1
