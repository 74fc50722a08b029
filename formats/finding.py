"""One finding as at most two short lines: what was found and required, and the next step on this channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.findings import Finding, Level
from domain.messages import Abilities
from formats import finding_texts as texts
from formats.spoken import clipped, day_text

#: Longest value repeated from a file, in characters.
VALUE_LIMIT = 60


@dataclass(frozen=True, kw_only=True)
class Worded:
    """``problem`` is one line; ``remedy`` another, or empty."""

    problem: str
    remedy: str


def finding_text(finding: Finding, channel: Abilities) -> str:
    """宽 1600 像素，要求不少于 2000 像素。⏎请发原图：…"""
    said = worded(finding, channel)
    return f"{said.problem}\n{said.remedy}" if said.remedy else said.problem


def earlier_text(number: int, day: date, organisation: str) -> str:
    """7 号，11月9日 星河市第一职专: which earlier material something repeats."""
    return texts.EARLIER.format(number=number, day=day_text(day), organisation=clipped(organisation, VALUE_LIMIT // 2))


def worded(finding: Finding, channel: Abilities) -> Worded:
    """Problem and remedy apart, for those who gather several findings."""
    advice = texts.ADVICE.get(finding.code) if finding.level is Level.ADVICE else None
    wording = advice or texts.FINDINGS.get(finding.code, texts.UNKNOWN_FINDING)
    return Worded(problem=_problem(wording, finding), remedy=_remedy(wording, finding, channel))


def _problem(wording: texts.Wording, finding: Finding) -> str:
    values = {"found": clipped(finding.found, VALUE_LIMIT), "required": clipped(finding.required, VALUE_LIMIT)}
    parts = [_filled(part, values) for part in wording.parts if all(values[n] for n in _names(part))]
    if not any("{found}" in part and values["found"] for part in wording.parts):
        parts.insert(0, wording.plain.rstrip("。"))
    sentence = "，".join(parts).rstrip("。") + "。"
    place = clipped(finding.place, VALUE_LIMIT)
    return texts.PLACE.format(place=place) + sentence if place else sentence


def _names(part: str) -> tuple[str, ...]:
    return tuple(name for name in ("found", "required") if "{" + name + "}" in part)


def _filled(part: str, values: dict[str, str]) -> str:
    """Values beginning or ending in Latin letters or digits stand apart from the characters around them."""
    said = part.format(**{name: _spaced(value) for name, value in values.items()})
    for mark in "“”：":
        said = said.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    return said.strip()


def _spaced(value: str) -> str:
    before = " " if value[:1].isascii() else ""
    after = " " if value[-1:].isascii() else ""
    return f"{before}{value}{after}" if value else ""


def _remedy(wording: texts.Wording, finding: Finding, channel: Abilities) -> str:
    remedy = wording.instead.get(finding.found, wording.remedy)
    if wording.advised and finding.level is Level.ADVICE:
        remedy = wording.advised
    original = texts.ORIGINAL_IN_CHAT if channel.shrinks_photos else texts.ORIGINAL_ELSEWHERE
    return remedy.replace(texts.ORIGINAL, original)
