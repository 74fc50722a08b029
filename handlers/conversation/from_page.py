"""What the upload page may say in its person's name."""

from __future__ import annotations

from domain.language.phrases import Verb
from domain.upload import UploadProblem, UploadRefused
from handlers import reading
from handlers.context import Context

#: The page may mend what was sent; whoever it was forwarded to must not be able to do more in its person's name.
_SAYABLE = (Verb.CAPTION, Verb.WITHDRAW, Verb.MOVE)


def check_sayable(ctx: Context, text: str) -> None:
    """Raises ``UploadRefused`` for anything but captions, corrections and other days of numbered submissions."""
    phrase = reading.read(ctx, text, ctx.clock.now())
    if phrase.verb not in _SAYABLE or not phrase.numbers:
        raise UploadRefused(UploadProblem.NOT_SAYABLE)
