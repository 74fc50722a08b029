"""One finding as at most two short lines: what was found and required, and the next step on this channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.findings import Finding, Level
from domain.messages import Abilities
from formats.spoken import clipped, day_text, numbers_text
from formats.words import finding_cases as cases
from formats.words import findings as texts
from formats.words.finding_cases import Case, Wording

#: Longest name of a place or a unit repeated, in characters.
NAME_LIMIT = 60
#: Longest list of numbers, in characters.
NUMBERS_LIMIT = 24
#: Stands for a submission's number where there is none, or more than one.
ANY_NUMBER = "编号"
_EARLIER = re.compile(texts.EARLIER.format(number=r"(\d+)", day="", organisation="").rstrip() + "(.*)", re.DOTALL)
_AGAIN = tuple(f"，{again}。" for again in (cases.AGAIN_HERE, cases.AGAIN_BY_PAGE))


@dataclass(frozen=True, kw_only=True)
class Worded:
    """``problem`` is one line; ``remedy`` another, or empty."""

    problem: str
    remedy: str


def finding_text(finding: Finding, channel: Abilities) -> str:
    """宽 1600 像素，要求不少于 2000 像素。⏎请发原图：…"""
    said = worded(finding, channel)
    return f"{said.problem}\n{said.remedy}" if said.remedy else said.problem


def leads_to_page(finding: Finding, channel: Abilities) -> bool:
    """Whether the next step on this channel is the upload page, so that its link had better come along."""
    return cases.PAGE_WORD in worded(finding, channel).remedy


def earlier_text(number: int, day: date, organisation: str) -> str:
    """7 号，11月9日 星河市第一职专: which earlier material something repeats."""
    return texts.EARLIER.format(number=number, day=day_text(day), organisation=clipped(organisation, NAME_LIMIT // 2))


def repeated_earlier(earlier: Sequence[str], *, without_numbers: bool = False) -> str:
    """1–20 号，11月9日 星河市第一职专: several ``earlier_text`` of one day and unit as one."""
    found = [match for text in earlier if (match := _EARLIER.fullmatch(text))]
    if not found:
        return earlier[0]
    said = numbers_text(int(match.group(1)) for match in found)
    numbers = "" if without_numbers else clipped(said, NUMBERS_LIMIT)
    return earlier[0].replace(found[0].group(1), numbers, 1)


def together(remedies: Sequence[str]) -> list[str]:
    """请在 Word 里增删；改好字体，再发一次: remedies that end in sending again say so once."""
    said: list[str] = []
    for remedy in remedies:
        tail = next((again for again in _AGAIN if remedy.endswith(again)), "")
        place = next((i for i, other in enumerate(said) if tail and other.endswith(tail)), None)
        if place is None:
            said.append(remedy)
        else:
            said[place] = f"{said[place].removesuffix(tail)}；{remedy.removeprefix('请')}"
    return said


def worded(finding: Finding, channel: Abilities, number: int | None = None) -> Worded:
    """Problem and remedy apart, for those who gather several findings. ``number``: the submission's, where known."""
    advice = texts.ADVICE.get(finding.code) if finding.level is Level.ADVICE else None
    wording = advice or texts.FINDINGS.get(finding.code, texts.UNKNOWN_FINDING)
    case = next((case for found, case in wording.cases.items() if re.fullmatch(found, finding.found)), Case())
    remedy = _remedy(wording, case, finding, channel).replace("{number}", str(number or ANY_NUMBER))
    return Worded(problem=_problem(wording, case, finding), remedy=remedy)


def _problem(wording: Wording, case: Case, finding: Finding) -> str:
    values = {name: clipped(getattr(finding, name), wording.limit) for name in ("found", "required")}
    said = (case.part, *wording.parts[1:]) if case.part else wording.parts
    parts = [_filled(part, values) for part in said if all(values[n] for n in _names(part))]
    if not case.part and not any("{found}" in part and values["found"] for part in said):
        parts.insert(0, wording.plain.rstrip("。"))
    sentence = "，".join(parts).rstrip("。") + "。"
    place = clipped(finding.place, NAME_LIMIT)
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


def _remedy(wording: Wording, case: Case, finding: Finding, channel: Abilities) -> str:
    advised = wording.advised if finding.level is Level.ADVICE else ""
    shrinks, files = channel.shrinks_photos, channel.files
    ways = {
        cases.ORIGINAL: cases.ORIGINAL_IN_CHAT if shrinks else cases.ORIGINAL_ELSEWHERE,
        cases.ORIGINAL_IF: cases.ORIGINAL_IF_IN_CHAT if shrinks else cases.ORIGINAL_IF_ELSEWHERE,
        cases.CONVERT: cases.CONVERT_IN_CHAT if shrinks else cases.CONVERT_ELSEWHERE,
        cases.AGAIN: cases.AGAIN_HERE if files else cases.AGAIN_BY_PAGE,
    }
    remedy = advised or case.remedy or wording.remedy
    for way, said in ways.items():
        remedy = remedy.replace(way, said)
    return remedy
