"""Settings as they are pasted from pages: with blanks around them, and marks that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What comes along when something is copied from a page: blanks of any width, and marks that nobody sees.
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"


def pasted(value: Any) -> Any:
    """The same without what was pasted along before and after each text, however deep."""
    if isinstance(value, str):
        stripped = value.strip()
        while stripped != (stripped := stripped.strip(_UNSEEN).strip()):
            pass
        return stripped
    if isinstance(value, Mapping):
        return {key: pasted(one) for key, one in value.items()}
    return [pasted(one) for one in value] if isinstance(value, list) else value
