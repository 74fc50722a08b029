"""Whether title, unit and body are set in the type that a notice asks for, and where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from checks.word.fonts import fits
from checks.word.headings import ruled_runs
from checks.word.reading import Paragraph
from checks.word.roles import Roles
from domain.campaigns.rules import DocumentRules, FontRule
from domain.findings import Code, Finding, Level
from domain.findings.found import Typeface
from domain.findings.places import Lines
from domain.personal import has_personal_number

MAX_PLACES = 2
#: Characters of a line that are quoted.
MAX_QUOTED = 12


def fairest(roles: Roles, rules: DocumentRules) -> Roles:
    """Of readings that are as fair as one another the one that keeps the rules; the first when none does."""
    title, unit = roles.title, roles.unit
    if rules.title is not None:
        title = next((one for one in (title, *roles.other_titles) if _keeps(rules.title, one)), title)
    if rules.unit is not None and unit is not None:
        unit = next((one for one in (unit, *roles.other_units) if _keeps(rules.unit, [one])), unit)
    return replace(roles, title=title, unit=unit)


def type_findings(paragraphs: Sequence[Paragraph], roles: Roles, rules: DocumentRules) -> list[Finding]:
    written = any(paragraph.text for paragraph in paragraphs)
    findings: list[Finding] = []
    if rules.title is not None:
        findings += _deviations(Code.DOCUMENT_TITLE_FONT, roles.title, rules.title)
        if not roles.title and written:
            findings.append(Finding(code=Code.DOCUMENT_TITLE_FONT, required=_asked(rules.title)))
    if rules.unit is not None and roles.unit is not None and not _is_plain_signature(roles, rules):
        findings += _deviations(Code.DOCUMENT_UNIT_FONT, [roles.unit], rules.unit)
    elif rules.unit is not None and written:
        # Who sent it is known anyway, and we may have overlooked the line: advice, not refusal.
        required = _asked(rules.unit)
        findings.append(Finding(code=Code.DOCUMENT_UNIT_FONT, required=required, level=Level.ADVICE))
    if rules.body is not None:
        findings += _deviations(Code.DOCUMENT_BODY_FONT, roles.body, rules.body)
    return findings


def _keeps(rule: FontRule, paragraphs: Sequence[Paragraph]) -> bool:
    runs = [run for paragraph in paragraphs for run in ruled_runs(paragraph) if run.han]
    return bool(runs) and all(fits(rule, run.font, run.points) for run in runs)


def _is_plain_signature(roles: Roles, rules: DocumentRules) -> bool:
    """Official letters are signed in the type of their text; such a line does not name the reporting unit."""
    if not roles.signed or roles.unit is None or rules.body is None:
        return False
    return all(fits(rules.body, run.font, run.points) for run in roles.unit.runs if run.han)


def _deviations(code: Code, paragraphs: Sequence[Paragraph], rule: FontRule) -> list[Finding]:
    """At most one finding: the most frequent wrong type, and the lines where any is wrong."""
    amounts: Counter[tuple[str, float]] = Counter()
    wrong: dict[int, str] = {}
    for paragraph in paragraphs:
        for run in ruled_runs(paragraph):
            if run.han and not fits(rule, run.font, run.points):
                amounts[run.font, run.points] += run.han
                wrong[id(paragraph)] = paragraph.text
    if not amounts:
        return []
    (font, points), _ = amounts.most_common(1)[0]
    place = Lines(tuple(first_words(text) for text in list(wrong.values())[:MAX_PLACES]), len(wrong))
    return [Finding(code=code, found=Typeface(font, points), required=_asked(rule), place=place)]


def first_words(text: str) -> str:
    """Enough of a line to find it again; nothing of one with somebody's telephone or identity number."""
    if has_personal_number(text):
        return ""
    words = " ".join(text.split())
    return words if len(words) <= MAX_QUOTED else words[:MAX_QUOTED] + "…"


def _asked(rule: FontRule) -> Typeface:
    return Typeface(rule.names[0], float(rule.points))
