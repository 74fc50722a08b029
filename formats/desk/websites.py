"""What a unit's website answered, in words."""

from __future__ import annotations

from domain.websites import Website
from formats.desk.words import WEBSITE_ANSWERS, WEBSITE_OPENS, WEBSITE_SILENT
from formats.spoken import moment_text


def answered(website: Website) -> str:
    """When it was last called, and what came of it: a website may keep programs out and open for people."""
    at = moment_text(website.at)
    if website.opens:
        return WEBSITE_OPENS.format(at=at)
    return WEBSITE_ANSWERS.format(at=at, status=website.status) if website.status else WEBSITE_SILENT.format(at=at)
