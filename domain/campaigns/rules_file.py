"""The ``[rules]`` of a campaign file. What is not said is the default; ``false`` switches a rule off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from domain.campaigns.rules import (
    PHOTO_SPELLINGS,
    VIDEO_SPELLINGS,
    DocumentRules,
    FontRule,
    PhotoFormat,
    PhotoRules,
    PressRules,
    Rules,
    StatisticsRules,
    TextRules,
    VideoFormat,
    VideoRules,
)
from domain.campaigns.toml_table import Table, flag, mapping, number, shown, spelling_of, text, whole

Format = TypeVar("Format", PhotoFormat, VideoFormat)

_pixels = whole(1, 100_000)
_bytes = whole(1, 10_000_000_000)
_characters = whole(0, 1_000_000)


def read(table: Table) -> Rules:
    rules = Rules(
        photo=_photo(table.table("photo")),
        video=_video(table.table("video")),
        text=_text(table.table("text")),
        document=_document(table.table("document")),
        press=_press(table.table("press")),
        statistics=_statistics(table.table("statistics")),
    )
    table.close()
    return rules


def _photo(table: Table) -> PhotoRules:
    usual = PhotoRules()
    rules = PhotoRules(
        formats=_formats(table, PHOTO_SPELLINGS, usual.formats),
        min_width=table.optional("min_width", _pixels, usual.min_width),
        min_bytes=table.optional("min_bytes", _bytes, usual.min_bytes),
        caption=table.one("caption", flag, usual.caption),
    )
    table.close()
    return rules


def _video(table: Table) -> VideoRules:
    usual = VideoRules()
    rules = VideoRules(
        formats=_formats(table, VIDEO_SPELLINGS, usual.formats),
        max_bytes=table.optional("max_bytes", _bytes, usual.max_bytes),
        min_lines=table.optional("min_lines", _pixels, usual.min_lines),
        suggested=table.one("suggested", text, usual.suggested),
    )
    table.close()
    return rules


def _formats(table: Table, spellings: Mapping[str, Format], usual: tuple[Format, ...]) -> tuple[Format, ...]:
    """Each format once, however often and however it is spelt; the usual one first."""
    spelt = table.many("formats", spelling_of(spellings), ())
    if "formats" not in table:
        return usual
    if not spelt and table.sound("formats"):
        table.note("formats", "empty")
    meant = {spellings[word] for word in spelt}
    return tuple(format_ for format_ in dict.fromkeys(spellings.values()) if format_ in meant)


def _text(table: Table) -> TextRules:
    usual = TextRules()
    rules = TextRules(
        min_length=table.optional("min_length", _characters, usual.min_length),
        max_length=table.optional("max_length", _characters, usual.max_length),
    )
    least, most = rules.min_length, rules.max_length
    if table.sound("min_length", "max_length") and least is not None and most is not None and most < least:
        table.note("max_length", "too_small", shown(most), str(least))
    table.close()
    return rules


def _document(table: Table) -> DocumentRules:
    usual = DocumentRules()
    rules = DocumentRules(
        title=_font(table, "title", usual.title),
        unit=_font(table, "unit", usual.unit),
        body=_font(table, "body", usual.body),
    )
    table.close()
    return rules


def _font(table: Table, key: str, usual: FontRule | None) -> FontRule | None:
    absent: Mapping[str, object] = {}
    if table.optional(key, mapping, absent) is None:
        return None
    if key not in table or not table.sound(key):
        return usual
    font = table.table(key)
    rule = FontRule(names=font.many("names", text), points=font.one("points", number))
    font.close()
    return rule


def _press(table: Table) -> PressRules:
    usual = PressRules()
    rules = PressRules(
        word=table.one("word", flag, usual.word),
        images_last=table.one("images_last", flag, usual.images_last),
        images_required=table.one("images_required", flag, usual.images_required),
        filename=table.one("filename", flag, usual.filename),
    )
    table.close()
    return rules


def _statistics(table: Table) -> StatisticsRules:
    rules = StatisticsRules(header=table.one("header", flag, StatisticsRules().header))
    table.close()
    return rules
