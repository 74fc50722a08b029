"""A case, story or example sent as a Word file: length, and the type of title, unit and body as displayed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from checks.facts import file_facts
from checks.format import Family, Format
from checks.office.package import open_package
from checks.office.refused import Refused
from checks.request import CheckRequest
from checks.text import length_findings, wording
from checks.word.kinds import is_office_locked, what_it_is
from checks.word.reading import Imported, Paragraph, read_paragraphs
from checks.word.roles import assign
from checks.word.typefaces import fairest, type_findings
from domain.findings import Code, Fact, Finding, Kind, Report
from domain.findings.file_formats import FileFormat
from domain.findings.found import FileIs
from domain.findings.required import Required


def check_document(request: CheckRequest, format_: Format) -> Report:
    """Facts: characters, images, title, fonts, bytes, sha256. ``format_`` is what ``sniff`` told."""
    paragraphs, facts, findings = open_word(request.path, request.name, format_, Code.DOCUMENT_FORMAT)
    if paragraphs is not None:
        roles = fairest(assign(paragraphs, request.name, request.unit_names), request.rules.document)
        facts["title"] = roles.title_text
        findings += length_findings(Code.DOCUMENT_LENGTH, sum(p.length for p in paragraphs), request.rules.text)
        findings += type_findings(paragraphs, roles, request.rules.document)
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
