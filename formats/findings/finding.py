"""One finding as at most two short lines: what was found and required, and the next step on this channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.abilities import Abilities
from domain.findings import Finding, Level
from formats.findings.values import found_text, place_text, required_text
from formats.spoken import clipped
from formats.words import finding_cases as cases
from formats.words import findings as texts
from formats.words.finding_cases import Case, Wording

#: Longest name of a place repeated, in characters.
NAME_LIMIT = 60


@dataclass(frozen=True, kw_only=True)
class Worded:
    """``problem`` is one line; ``remedy`` another, or empty. ``ending``: of a remedy that ends in sending again."""

    problem: str
    remedy: str
    ending: str = ""


def together(said: Iterable[Worded]) -> list[str]:
    """请在 Word 里增删；改好字体，再发一次: each remedy once, and of those that end in sending again that once."""
    remedies: dict[str, str] = {}
    for one in {one.remedy: one for one in said}.values():
        if not one.ending or one.ending not in remedies:
            remedies[one.ending or one.remedy] = one.remedy
        else:
            before = remedies[one.ending].removesuffix(one.ending)
            remedies[one.ending] = texts.ALSO.format(before=before, then=one.remedy.removeprefix(texts.PLEASE))
    return [remedy for remedy in remedies.values() if remedy]


def worded(finding: Finding, channel: Abilities, number: int | None = None, *, found: str | None = None) -> Worded:
    """Problem and remedy apart, for those who gather several findings.

    ``number``: the submission's, where known. ``found``: said instead of what was found, of several findings at once.
    """
    wording = _wording(finding)
    case = wording.cases.get(finding.found) or wording.cases.get(type(finding.found), Case())
    remedy = (wording.advised if finding.level is Level.ADVICE else "") or case.remedy or wording.remedy
    ways = _ways(channel) | {"number": str(number or texts.ANY_NUMBER)}
    ends = remedy.endswith(cases.AGAIN_AT_END)
    return Worded(
        problem=_problem(wording, case, finding, found_text(finding) if found is None else found),
        remedy=remedy.format(**ways),
        ending=cases.AGAIN_AT_END.format(**ways) if ends else "",
    )


def _wording(finding: Finding) -> Wording:
    advice = texts.ADVICE.get(finding.code) if finding.level is Level.ADVICE else None
    return advice or texts.FINDINGS[finding.code]


def _problem(wording: Wording, case: Case, finding: Finding, found: str) -> str:
    values = {"found": clipped(found, wording.limit), "required": clipped(required_text(finding), wording.limit)}
    said = (case.part, *wording.parts[1:]) if case.part else wording.parts
    parts = [_filled(part, values) for part in said if all(values[n] for n in _names(part))]
    if not case.part and not any("{found}" in part and values["found"] for part in said):
        parts.insert(0, wording.plain.rstrip("。"))
    sentence = "，".join(parts).rstrip("。") + "。"
    place = clipped(place_text(finding), NAME_LIMIT)
    return texts.PLACE.format(place=place) + sentence if place else sentence


def _names(part: str) -> tuple[str, ...]:
    return tuple(name for name in ("found", "required") if "{" + name + "}" in part)


def _filled(part: str, values: dict[str, str]) -> str:
    """Values beginning or ending in Latin letters or digits stand apart from the characters around them."""
    said = part.format(**{name: _spaced(value) for name, value in values.items()})
    for mark in "“”：，（）":
        said = said.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    return said.strip()


def _spaced(value: str) -> str:
    before = " " if value[:1].isascii() else ""
    after = " " if value[-1:].isascii() else ""
    return f"{before}{value}{after}" if value else ""


def _ways(channel: Abilities) -> dict[str, str]:
    """What the names in a remedy stand for on this channel."""
    shrinks = channel.shrinks_photos
    return {
        "original": cases.ORIGINAL_IN_CHAT if shrinks else cases.ORIGINAL_ELSEWHERE,
        "original_if": cases.ORIGINAL_IF_IN_CHAT if shrinks else cases.ORIGINAL_IF_ELSEWHERE,
        "convert": cases.CONVERT_IN_CHAT if shrinks else cases.CONVERT_ELSEWHERE,
        "again": cases.AGAIN_HERE if channel.files else cases.AGAIN_BY_PAGE,
    }
