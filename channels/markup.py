"""Words in which a platform would find marks of its own, so that they are shown as they are written.

What people call their units, and what they write beside a photo, is said to others: no ``<at user_id="all">`` in it
calls everybody, no ``<a href>`` and no ``[here](https://…)`` leads anywhere. docs/platform.md, Marks in words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from domain.messages import Outgoing

#: What begins a tag, or a name that is called; what stands between the two halves of a link.
_TAG = re.compile(r"<(?=[A-Za-z/@!?])")
_LINK = re.compile(r"\](?=\()")


def as_written(text: str, most: int) -> str:
    """``text`` without marks, in at most ``most`` bytes if it was so before."""
    shown = _LINK.sub("］", _TAG.sub("＜", text))
    if len(shown.encode("utf-8", "surrogatepass")) <= most:
        return shown
    return _LINK.sub(")", _TAG.sub("(", text))


def plain(outgoing: Outgoing, most: int) -> Outgoing:
    """The message without marks in what it shows; ``most``: bytes that its text may have."""
    choices = tuple(replace(choice, label=as_written(choice.label, most)) for choice in outgoing.choices)
    return replace(outgoing, text=as_written(outgoing.text, most), choices=choices)
