"""Invite codes: short, made to be read aloud and typed on a phone.

Crockford's alphabet: no I, L, O or U, and whoever types one of them anyway is understood.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def normalise(typed: str) -> str:
    """The code somebody meant: full-width forms, small letters, spaces, hyphens and look-alikes do not matter."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(c for c in plain if c.isalnum()).translate(_LOOKS_LIKE)
