"""The pages' styles: everything written can be read, in light and in dark, and nothing is said twice."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
BASE = WEB / "static" / "shared" / "base.css"
#: Every other sheet of ours.
PAGES = tuple(sorted(path for path in (WEB / "static").glob("[!v]*/*.css") if path != BASE))
SHEETS = (BASE, *PAGES)
#: WCAG 2, level AA, for text of ordinary size.
ENOUGH = 4.5
#: Ink and what it stands on, by token.
PAIRS = (
    *(("ink", paper) for paper in ("paper", "field", "card", "bubble", "brand-veil")),
    *(("ink-soft", paper) for paper in ("paper", "field", "card", "bubble")),
    *(("link", paper) for paper in ("paper", "card", "bubble")),
    *(("alarm", paper) for paper in ("paper", "card", "soft-alarm")),
    *(("warn", paper) for paper in ("card", "soft-warn")),
    *(("good", paper) for paper in ("card", "soft-good")),
    *((f"{paper}-ink", paper) for paper in ("mine", "tag", "button", "avatar", "toast", "sheet")),
    ("sheet-red", "sheet"),
)
#: Where a see-through paper lies.
BELOW = {"brand-veil": "paper"}

Colour = tuple[float, float, float, float]


@dataclass(frozen=True)
class Rule:
    """``media``: '' outside of any."""

    media: str
    selector: str
    declarations: tuple[tuple[str, str], ...]


def rules(sheet: Path) -> list[Rule]:
    """All rules of a sheet; nothing in ours is nested but in a media query."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL).replace("\\\n", "")
    found: list[Rule] = []
    media = ""
    for selector, body, end in re.findall(r"([^{}]+)\{(?:([^{}]*)\})?|(\})", text):
        name = " ".join(selector.split())
        if end or not name:
            media = ""
        elif name.startswith("@media"):
            media = name
            continue
        if body:
            pairs = [
                part.partition(":") for part in re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", body) if part.strip()
            ]
            found.append(Rule(media, name, tuple((key.strip(), value.strip()) for key, _, value in pairs)))
    return found


def tokens(*, dark: bool) -> dict[str, Colour]:
    found: dict[str, Colour] = {}
    for rule in rules(BASE):
        if rule.selector == ":root" and (not rule.media or dark):
            found |= {name.removeprefix("--"): rgba(value) for name, value in rule.declarations}
    return found


def rgba(value: str) -> Colour:
    if value.startswith("#"):
        digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
        red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
        return red, green, blue, 1.0
    parts = re.fullmatch(r"rgba\((\d+), (\d+), (\d+), (\.\d+)\)", value)
    assert parts, value
    return float(parts[1]), float(parts[2]), float(parts[3]), float(parts[4])


def over(upper: Colour, lower: Colour) -> Colour:
    through = upper[3]
    red, green, blue = (a * through + b * (1 - through) for a, b in zip(upper[:3], lower[:3], strict=True))
    return red, green, blue, 1.0


def contrast(ink: Colour, paper: Colour) -> float:
    """As WCAG 2 has it, 1 to 21."""
    lights = sorted(map(luminance, (over(ink, paper), paper)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper", "expected"),
    [("#000", "#fff", 21.0), ("#777777", "#fff", 4.48), ("rgba(0, 0, 0, .2)", "#fff", 1.61)],
)
def test_contrast_is_measured_as_others_do(ink: str, paper: str, expected: float) -> None:
    assert contrast(rgba(ink), rgba(paper)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_everything_written_can_be_read(ink: str, paper: str, dark: bool) -> None:
    known = tokens(dark=dark)
    below = over(known[paper], known[BELOW[paper]]) if paper in BELOW else known[paper]
    assert below[3] == 1.0
    assert contrast(known[ink], below) >= ENOUGH


def test_dark_replaces_tokens_and_makes_none() -> None:
    assert tokens(dark=True).keys() == tokens(dark=False).keys()
    assert tokens(dark=True) != tokens(dark=False)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_ink_is_paired_with_what_it_stands_on(sheet: Path) -> None:
    for rule in rules(sheet):
        said = dict(rule.declarations)
        ink, paper = (re.search(r"var\(--([\w-]+)\)", said.get(name, "")) for name in ("color", "background"))
        if not ink or rule.selector.startswith((".icon", ".choice__icon")):
            assert said.get("color", "inherit").startswith(("inherit", "var(--icon"))
            continue
        assert ink[1] in {one for one, _ in PAIRS}, rule.selector
        assert paper is None or (ink[1], paper[1]) in PAIRS, rule.selector


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_alone(sheet: Path) -> None:
    for rule in rules(sheet):
        for name, value in rule.declarations:
            if rule.selector != ":root" and "data:image" not in value:
                assert not re.search(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(|\b(white|black)\b", value), (
                    rule.selector,
                    name,
                )


def test_every_token_is_used_and_every_token_used_is_there() -> None:
    said = [value for sheet in SHEETS for rule in rules(sheet) for _, value in rule.declarations]
    made = {name for sheet in SHEETS for rule in rules(sheet) for name, _ in rule.declarations if name.startswith("--")}
    assert {f"--{name}" for value in said for name in re.findall(r"var\(--([\w-]+)\)", value)} == made


def test_no_rule_is_written_twice() -> None:
    shared = {(rule.media, rule.selector, one) for rule in rules(BASE) for one in rule.declarations}
    for sheet in PAGES:
        again = [(r.media, r.selector, one) for r in rules(sheet) for one in r.declarations]
        assert [one for one in again if one in shared] == []
    same = Counter(
        (r.media, r.selector, r.declarations) for sheet in PAGES for r in rules(sheet) if len(r.declarations) > 1
    )
    assert [rule for rule, times in same.items() if times > 1] == []


def test_every_icon_is_drawn_once() -> None:
    drawn = [value for sheet in SHEETS for rule in rules(sheet) for _, value in rule.declarations if "data:" in value]
    assert len(drawn) == len(set(drawn)) == 5
    assert all("data:" not in sheet.read_text(encoding="utf-8") for sheet in PAGES)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_lines_are_short(sheet: Path) -> None:
    assert [line for line in sheet.read_text(encoding="utf-8").splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_class_is_given_to_something(sheet: Path) -> None:
    """By a template or a script; ``said_${level}`` gives ``said_error``, and so does ``said_{{ level }}``."""
    sources = [*(WEB / "templates").rglob("*.html"), *(WEB / "static").glob("[!v]*/**/*.js")]
    given = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    classes = {name for rule in rules(sheet) for name in re.findall(r"\.([a-z][\w-]*)", rule.selector)}
    missing = {name for name in classes if not re.search(rf"\b{name}\b", given)}
    begun = {match[1] for match in re.finditer(r"\b([a-z][\w-]*_)(?:\$\{|\{\{)", given)}
    assert {name for name in missing if f"{name.rpartition('_')[0]}_" not in begun} == set()
