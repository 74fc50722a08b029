"""Texts: counting as Word counts 字数, and telling a title line."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

from checks.facts import file_facts
from checks.format import Family, Format
from domain.campaigns.rules import TextRules
from domain.findings import Code, Fact, Finding, Kind, Report
from domain.findings.found import Found
from domain.findings.required import Length, Required
from domain.personal import has_personal_number

#: More than this is not a text anybody typed.
MAX_TEXT_BYTES = 5_000_000
MAX_TITLE_CHARACTERS = 40
_NO_LETTERS = re.compile(r"[\W_]+")


def count_characters(text: str) -> int:
    """字数 as Word shows it (docs/contract.md, Limits).

    Every CJK character or CJK punctuation mark is one; every run of other characters that holds a letter or a
    digit is one (``2020-11-09``, ``don't`` and ``3.5%`` are one each). Spaces and lone ASCII punctuation are none.
    """
    count, in_word = 0, False
    last = len(text) - 1
    for i, character in enumerate(text):
        if "\u4e00" <= character <= "\u9fff":
            count += 1
            in_word = False
        elif "0" <= character <= "9" or "a" <= character <= "z" or "A" <= character <= "Z":
            count += not in_word
            in_word = True
        elif character.isspace():
            in_word = False
        elif _stands_alone(character) and not (in_word and i < last and _joins(character, text[i + 1])):
            count += 1
            in_word = False
        elif not in_word and unicodedata.category(character)[0] in "LN":
            count += 1
            in_word = True
    return count


def _stands_alone(character: str) -> bool:
    """CJK, kana, full-width forms and the marks that Chinese text sets full-width (“ ” — … · ①)."""
    if character < "\x80":
        return False
    width = unicodedata.east_asian_width(character)
    category = unicodedata.category(character)
    if category in ("Mn", "Cf", "Cc"):
        return False
    return width in "WF" or (width == "A" and not category.startswith("L"))


def _joins(mark: str, following: str) -> bool:
    """True for a mark inside a Latin word or number: the apostrophe of ``don’t``, the sign of ``3×5``."""
    return unicodedata.east_asian_width(mark) == "A" and following.isascii() and following.isalnum()


def first_title(text: str) -> str:
    """The first line when it looks like a title: short, not a sentence, nobody's number, and followed by more."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return ""
    title = lines[0].strip("《》【】 　")
    if not title or count_characters(title) > MAX_TITLE_CHARACTERS or title[-1] in "。；，、,;.：:":
        return ""
    return "" if has_personal_number(title) else title


def wording(text: str) -> str:
    """What is the same however a text is set: the SHA-256 of its letters and digits. Empty for none."""
    letters = _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text))
    return hashlib.sha256(letters.encode()).hexdigest() if letters else ""


def length_findings(code: Code, characters: int, rules: TextRules) -> list[Finding]:
    """One finding when the length is outside the rule, both ends included."""
    low, high = rules.min_length, rules.max_length
    if (low is None or characters >= low) and (high is None or characters <= high):
        return []
    return [Finding(code=code, found=characters, required=Length(low, high))]


def check_text(text: str, rules: TextRules) -> Report:
    """A text that came as a message. Facts: ``characters``, ``title``."""
    characters = count_characters(text)
    facts: dict[str, Fact] = {"characters": characters, "title": first_title(text)}
    if not text.strip():
        return Report(kind=Kind.TEXT, facts=facts, findings=(Finding(code=Code.FILE_EMPTY),))
    findings = tuple(length_findings(Code.TEXT_LENGTH, characters, rules))
    return Report(kind=Kind.TEXT, facts=facts, findings=findings, wording=wording(text))


def check_text_file(path: Path, format_: Format, rules: TextRules) -> Report:
    """A ``.txt`` file: UTF-8, UTF-16 or GB18030. ``format_`` is what ``sniff`` told."""
    facts = file_facts(path)
    if format_.family is not Family.TEXT:
        wrong = Finding(code=Code.FILE_TYPE, found=format_.found or Found.NO_TEXT, required=Required.TEXT)
        return Report(kind=Kind.TEXT, facts=facts, findings=(wrong,))
    if path.stat().st_size > MAX_TEXT_BYTES:
        too_large = Finding(code=Code.FILE_UNSAFE, found=Found.FILE_TOO_LARGE)
        return Report(kind=Kind.TEXT, facts=facts, findings=(too_large,))
    report = check_text(decode(path.read_bytes()), rules)
    return replace(report, facts={**facts, **report.facts})


def decode(data: bytes) -> str:
    """Text of unknown Chinese origin: BOM first, then UTF-8, then what Windows saves."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
