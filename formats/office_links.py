"""Links that no phone reaches, in what is said on a real channel: the way without them first.

Messages are worded as ever; here the sentences with a link are found again by their own words and take other ones, so
that no story needs to know where its words will be read.
"""

from __future__ import annotations

import re
from functools import cache, partial

from formats.words import office_links as words

_FIELD = re.compile(r"\{(\w+)\}")
_ADDRESS = r"https?://[^\s，。）]+"


def for_the_office(text: str, address: str, *, files: bool) -> str:
    """``text`` for somebody with a phone, where ``address`` is reached from the office alone.

    ``files``: whether Word files reach the bot on their channel.
    """
    if address not in text:
        return text
    for sentence, instead in _rows():
        text = sentence.sub(partial(_filled, instead, files), text)
    # Whatever leads there and has no words of its own.
    left = re.compile(rf"(?<!打开：)({re.escape(address)}[^\s，。）]*)")
    return left.sub(lambda found: words.AT_THE_OFFICE.format(url=found[1]), text)


def _filled(said: str, files: bool, found: re.Match[str]) -> str:
    return said.format(**found.groupdict(), direct=words.DIRECT[files])


@cache
def _rows() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The longest first: of two that begin alike the one that says more is meant."""
    rows = sorted(words.OFFICE.items(), key=lambda row: -len(row[0]))
    return tuple((_pattern(said), instead) for said, instead in rows)


def _pattern(said: str) -> re.Pattern[str]:
    parts = _FIELD.split(said)
    named: set[str] = set()
    written = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            written += re.escape(part)
        elif part in named:
            written += f"(?P={part})"
        else:
            named.add(part)
            written += f"(?P<{part}>{_ADDRESS})" if part in ("url", "login") else f"(?P<{part}>[^\\n]*?)"
    return re.compile(written)
