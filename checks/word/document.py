"""A case, story or example sent as a Word file: length, and the type of title, unit and body as displayed."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from checks.facts import file_facts
from checks.format import Family, Format
from checks.office.package import open_package
from checks.office.refused import Refused
from checks.text import length_findings, wording
from checks.word.fonts import fits
from checks.word.kinds import is_office_locked, what_it_is
from checks.word.reading import Imported, Paragraph, read_paragraphs
from checks.word.roles import Roles, assign, ruled_runs
from domain.campaigns.rules import DocumentRules, FontRule, TextRules
from domain.findings import Code, Fact, Finding, Kind, Level, Report
from domain.findings.file_formats import FileFormat
from domain.findings.found import FileIs, Typeface
from domain.findings.places import Paragraphs
from domain.findings.required import Required

MAX_PLACES = 3


def check_document(path: Path, name: str, format_: Format, length: TextRules, rules: DocumentRules) -> Report:
    """Facts: characters, images, title, fonts, bytes, sha256. ``format_`` is what ``sniff`` told."""
    paragraphs, facts, findings = open_word(path, name, format_, Code.DOCUMENT_FORMAT)
    if paragraphs is not None:
        findings += length_findings(Code.DOCUMENT_LENGTH, sum(p.length for p in paragraphs), length)
        findings += _type_findings(paragraphs, assign(paragraphs), rules)
    said = wording("\n".join(p.text for p in paragraphs or ()))
    return Report(kind=Kind.DOCUMENT, facts=facts, findings=tuple(findings), wording=said)


def open_word(
    path: Path, name: str, format_: Format, code: Code
) -> tuple[list[Paragraph] | None, dict[str, Fact], list[Finding]]:
    """The paragraphs of a real, safe .docx, or None and the finding that says what it is instead (under ``code``)."""
    facts: dict[str, Fact] = {"characters": None, "images": None, "title": None, "fonts": None, **file_facts(path)}
    if format_.family is Family.ENCRYPTED:
        return None, facts, [Finding(code=Code.FILE_ENCRYPTED)]
    if format_.family is Family.UNKNOWN and not format_.name:
        return None, facts, [Finding(code=Code.FILE_ENCRYPTED if is_office_locked(path) else Code.FILE_DAMAGED)]
    if format_.name not in ("docx", "docm"):
        return None, facts, [Finding(code=code, found=what_it_is(path, format_, name), required=Required.WORD)]
    try:
        with open_package(path) as package:
            paragraphs = read_paragraphs(package)
    except Refused as refused:
        return None, facts, [refused.finding]
    except Imported:
        found = FileIs(FileFormat.DOCX_AROUND_WEB_PAGE)
        return None, facts, [Finding(code=code, found=found, required=Required.WORD)]
    facts |= {
        "characters": sum(p.length for p in paragraphs),
        "images": sum(p.pictures for p in paragraphs),
        "title": assign(paragraphs).title_text,
        "fonts": _fonts(paragraphs),
    }
    return paragraphs, facts, []


def _fonts(paragraphs: list[Paragraph]) -> list[str]:
    """The faces Chinese text is shown in, most used first."""
    used: Counter[str] = Counter()
    for paragraph in paragraphs:
        for run in paragraph.runs:
            used[run.font] += run.han
    return [font for font, count in used.most_common() if count]


def _type_findings(paragraphs: list[Paragraph], roles: Roles, rules: DocumentRules) -> list[Finding]:
    numbers = {id(p): i for i, p in enumerate((p for p in paragraphs if p.text), start=1)}
    findings: list[Finding] = []
    if rules.title is not None:
        findings += _deviations(Code.DOCUMENT_TITLE_FONT, roles.title, rules.title, numbers)
        if not roles.title and numbers:
            findings.append(Finding(code=Code.DOCUMENT_TITLE_FONT, required=_asked(rules.title)))
    if rules.unit is not None and roles.unit is not None and not _is_plain_signature(roles, rules):
        findings += _deviations(Code.DOCUMENT_UNIT_FONT, [roles.unit], rules.unit, numbers)
    elif rules.unit is not None and numbers:
        # Who sent it is known anyway, and we may have overlooked the line: advice, not refusal.
        required = _asked(rules.unit)
        findings.append(Finding(code=Code.DOCUMENT_UNIT_FONT, required=required, level=Level.ADVICE))
    if rules.body is not None:
        findings += _deviations(Code.DOCUMENT_BODY_FONT, roles.body, rules.body, numbers)
    return findings


def _is_plain_signature(roles: Roles, rules: DocumentRules) -> bool:
    """Official letters are signed in the type of their text; such a line does not name the reporting unit."""
    if not roles.signed or roles.unit is None or rules.body is None:
        return False
    return all(fits(rules.body, run.font, run.points) for run in roles.unit.runs if run.han)


def _deviations(code: Code, paragraphs: list[Paragraph], rule: FontRule, numbers: dict[int, int]) -> list[Finding]:
    """At most one finding: the most frequent wrong type, and every paragraph where any is wrong."""
    amounts: Counter[tuple[str, float]] = Counter()
    places: dict[int, None] = defaultdict()
    for paragraph in paragraphs:
        for run in ruled_runs(paragraph):
            if run.han and not fits(rule, run.font, run.points):
                amounts[run.font, run.points] += run.han
                places[numbers[id(paragraph)]] = None
    if not amounts:
        return []
    (font, points), _ = amounts.most_common(1)[0]
    place = Paragraphs(tuple(places)[:MAX_PLACES], len(places))
    return [Finding(code=code, found=Typeface(font, points), required=_asked(rule), place=place)]


def _asked(rule: FontRule) -> Typeface:
    return Typeface(rule.names[0], float(rule.points))
