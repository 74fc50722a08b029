"""Why a request of the upload page was not taken, in one sentence."""

from __future__ import annotations

from domain.upload import UploadRefused
from formats.words import upload as upload_texts

_MEGABYTE = 1024 * 1024


def problem_text(refused: UploadRefused) -> str:
    """One sentence for a person; never what was typed or sent."""
    said = upload_texts.PROBLEMS[refused.problem.value]
    size = size_text(refused.limit)
    return said.format(limit=refused.limit, size=size)


def size_text(size: int) -> str:
    """100 MB, 4 GB, 312 KB."""
    if size >= 1024 * _MEGABYTE:
        return f"{size / (1024 * _MEGABYTE):.1f}".rstrip("0").rstrip(".") + " GB"
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f}".rstrip("0").rstrip(".") + " MB"
    return f"{max(size // 1024, 1)} KB" if size else "0 KB"
