"""Who is who, whatever was typed: telephones as numbers, names without blanks, two rosters matched by likeness.

A name's key leaves blanks and invisible characters out and reads all middle dots as one; other characters are kept
apart (𠮷 is not 吉).
"""

from __future__ import annotations

import re
import unicodedata

#: Between numbers in one cell as they are kept.
BETWEEN = "、"

_SEPARATORS = re.compile(r"[、,;/|\n\r\t]+")
_WITHIN = re.compile(r"[\s()\-‐‑‒–—―.·_]+")
_COUNTRY = re.compile(r"(?:\+|00)86|86(?=1\d{10}$)")
_MOBILE = re.compile(r"1\d{10}")
#: Numbers among words, and two mobiles with nothing left between them.
_AMONG = re.compile(r"\+?\d{7,}")
_MOBILES = re.compile(r"(?:1\d{10}){2,}")
_TWO_MOBILES = 22
_EXTENSION = "转"
#: A number of so many digits is complete: a blank after it begins another one.
_COMPLETE = 7
_DOTS = str.maketrans(dict.fromkeys("•・．.‧∙⋅･●", "·"))
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")


def name_key(name: str) -> str:
    """Names with equal keys are the same name."""
    plain = unicodedata.normalize("NFKC", name)
    kept = (c for c in plain if unicodedata.category(c) not in _INVISIBLE)
    return "".join(kept).translate(_DOTS).casefold()


def numbers_of(phone: str) -> tuple[str, ...]:
    """The telephones of one cell, each as digits without +86, brackets, blanks and words; without a digit none.

    A short number, or one with an extension, keeps its words.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", phone) if unicodedata.category(c) != "Cf")
    parts = (piece for part in _SEPARATORS.split(plain) for piece in _complete(part))
    return tuple(dict.fromkeys(_number(bare) for part in parts for bare in _bare(part)))


def written(phone: str) -> str:
    """The same telephones in the one form in which they are kept."""
    return BETWEEN.join(numbers_of(phone))


def mobile(number: str) -> bool:
    """One person's own telephone: an office's may be answered by anybody."""
    return bool(_MOBILE.fullmatch(number))


def _complete(part: str) -> list[str]:
    """The pieces between blanks, joined where one alone is too short for a number."""
    pieces: list[list[str]] = []
    before = 0
    for piece in part.split():
        digits = _digits(piece)
        if pieces and not (before >= _COMPLETE and digits >= _COMPLETE):
            pieces[-1].append(piece)
            before += digits
        else:
            pieces.append([piece])
            before = digits
    return ["".join(piece) for piece in pieces]


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _bare(part: str) -> list[str]:
    """The numbers of a piece, without what people put within and around them."""
    bare = _WITHIN.sub("", part)
    if bare.isdecimal() and len(bare) < _TWO_MOBILES:
        return [bare]
    among = [] if _EXTENSION in bare else _AMONG.findall(bare)
    if not among or any(c.isdigit() for c in _AMONG.sub("", bare)):
        among = [bare] if _digits(bare) else []
    return [one for number in among for one in (_MOBILE.findall(number) if _MOBILES.fullmatch(number) else [number])]


def _number(bare: str) -> str:
    country = _COUNTRY.match(bare)
    if country is None or not bare[country.end() :].isdigit():
        return bare
    rest = bare[country.end() :].removeprefix("0")
    return rest if mobile(rest) else f"0{rest}"
