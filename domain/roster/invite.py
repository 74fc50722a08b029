"""Invite codes: short, made to be read aloud and typed on a phone.

Crockford's alphabet: no I, L, O or U, and whoever types one of them anyway is understood.
"""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


#: However a code is typed: its signs in any width and case, with blanks and hyphens in between.
_TYPED = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s_－—–-]{6,}")


def hidden(said: str) -> str:
    """What somebody said with whatever may be a code in it left out."""
    return _TYPED.sub("…", said)


def may_be(carried: str) -> bool:
    """Whether what came with somebody has the form of a code; links and pictures carry much else."""
    code = normalise(carried)
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def normalise(typed: str) -> str:
    """The code somebody meant: full-width forms, small letters, spaces, hyphens and look-alikes do not matter."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(c for c in plain if c.isalnum()).translate(_LOOKS_LIKE)
