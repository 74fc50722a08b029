"""A digest as a file, by its ending. What draws or writes it is loaded when one is made."""

from __future__ import annotations

from formats.digest.cjk_font import NoChineseFont
from formats.digest.text import DayOverview

DOCX, PNG = "docx", "png"


def digest_file(view: DayOverview, ending: str) -> bytes | None:
    """``ending``: ``DOCX`` or ``PNG``. None: no picture, for want of a Chinese font."""
    if ending == DOCX:
        from formats.digest.word import digest_docx

        return digest_docx(view)
    from formats.digest.picture import digest_png

    try:
        return digest_png(view)
    except NoChineseFont:
        return None
