"""The font and size Word displays: document defaults, theme fonts, style chains and direct formatting, in that order.

Only the East Asian slot counts, for only Chinese characters are judged. Sources: ECMA-376 part 1, 17.3.2.26 (rFonts),
17.7.2 (style hierarchy), 20.1.4.1.18 (theme fonts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checks.office.safe_xml import Element
from checks.word.stylesheet import StyleSheet, W

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: What Word shows Chinese in when a document names no font, and the size when it names none.
FALLBACK_FONT = "宋体"
FALLBACK_POINTS = 10.0
_RUN_PROPERTIES = f"{W}rPr"
_VAL, _EAST, _EAST_THEME = f"{W}val", f"{W}eastAsia", f"{W}eastAsiaTheme"
_BASEDON, _NUMID, _PPR = f"{W}basedOn", f"{W}numId", f"{W}pPr"
_LEVELS = tuple("012345678")
_OFF = ("0", "false", "off", "none")
_MAX_POINTS = 1638.0  # the largest size Word takes
_MEASURE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(pt)?")


@dataclass(frozen=True)
class Look:
    """What one level of formatting says; None where it is silent."""

    font: str | None = None
    points: float | None = None
    hidden: bool | None = None
    colour: str | None = None

    def over(self, lower: Look) -> Look:
        """This level laid over a lower one."""
        return Look(
            self.font if self.font is not None else lower.font,
            self.points if self.points is not None else lower.points,
            self.hidden if self.hidden is not None else lower.hidden,
            self.colour if self.colour is not None else lower.colour,
        )


@dataclass(frozen=True)
class Rank:
    """``numbered``: Word puts a number before it. ``outlined``: it is a heading of the outline. None: not said.

    ``centred``: it stands in the middle of its lines.
    """

    numbered: bool | None = None
    outlined: bool | None = None
    centred: bool | None = None

    def over(self, lower: Rank) -> Rank:
        return Rank(
            lower.numbered if self.numbered is None else self.numbered,
            lower.outlined if self.outlined is None else self.outlined,
            lower.centred if self.centred is None else self.centred,
        )


NO_RANK = Rank()
#: What Word shows where nothing says anything.
FALLBACK = Look(FALLBACK_FONT, FALLBACK_POINTS, False, "")


class Tags:
    """The properties of runs and paragraphs that matter here."""

    FONTS = f"{W}rFonts"
    SIZE = f"{W}sz"
    HIDDEN = f"{W}vanish"
    COLOUR = f"{W}color"
    STYLE = f"{W}rStyle"
    PARAGRAPH_STYLE = f"{W}pStyle"
    NUMBERS = f"{W}numPr"
    LEVEL = f"{W}outlineLvl"
    ALIGNED = f"{W}jc"


class Styles:
    """The styles of one document, ready to be asked how a paragraph and its runs look."""

    def __init__(self, sheet: StyleSheet, theme: Element | None, settings: Element | None) -> None:
        self._theme = _theme_fonts(theme, settings)
        self._sheet = sheet
        self._looks: dict[str, Look] = {}
        self._starts: dict[tuple[str, str], Look] = {}
        self._ranks: dict[str, Rank] = {}
        defaults = sheet.defaults.find(f"{W}rPrDefault/{W}rPr") if sheet.defaults is not None else None
        self._defaults = self._look(defaults)

    def paragraph(self, properties: Element | None, table_style: str = "") -> tuple[Look, Rank]:
        """The look a paragraph's runs start from, nothing left open, and what it is in the document's order.

        ``properties`` is its ``w:pPr``.
        """
        named, rank = _place(properties) if properties is not None else ("", NO_RANK)
        if named not in self._sheet:
            named = self._sheet.default_paragraph
        look = self._starts.get((named, table_style))
        if look is None:
            look = self._starts[named, table_style] = self._start(named, table_style)
        below = self._ranks.get(named, NO_RANK)
        return look, rank if below is NO_RANK else rank.over(below)

    def _start(self, named: str, table_style: str) -> Look:
        look = self._style(named)
        if table_style:
            look = look.over(self._style(table_style))
        return look.over(self._defaults).over(FALLBACK)

    def run(self, run: Element, base: Look) -> Look:
        """The look of one run of a paragraph that looks like ``base``."""
        properties = run.find(_RUN_PROPERTIES)
        if properties is None:
            return base
        font, points, hidden, colour, named = self._said(properties)
        if named:
            base = self._style(named).over(base)
        # As ``over`` does, without an object of its own for what only this run says.
        return Look(
            base.font if font is None else font,
            base.points if points is None else points,
            base.hidden if hidden is None else hidden,
            base.colour if colour is None else colour,
        )

    def _style(self, identifier: str) -> Look:
        """What a style says with those it is based on; one that comes round to itself ends there."""
        chain: dict[str, None] = {}
        while identifier in self._sheet and identifier not in self._looks and identifier not in chain:
            chain[identifier] = None
            identifier = _value(self._sheet[identifier], _BASEDON)
        look = self._looks.get(identifier, Look())
        rank = self._ranks.get(identifier, NO_RANK)
        for name in reversed(chain):
            style = self._sheet[name]
            look = self._looks[name] = self._look(style.find(_RUN_PROPERTIES)).over(look)
            properties = style.find(_PPR)
            rank = self._ranks[name] = rank if properties is None else _place(properties)[1].over(rank)
        return look

    def _look(self, properties: Element | None) -> Look:
        return Look() if properties is None else Look(*self._said(properties)[:-1])

    def _said(self, properties: Element) -> tuple[str | None, float | None, bool | None, str | None, str]:
        """What one ``w:rPr`` says itself, as a ``Look`` has it, and the character style it names."""
        font = points = hidden = colour = None
        named = ""
        for child in properties:
            match child.tag:
                case Tags.FONTS:
                    font = self._font(child)
                case Tags.SIZE:
                    points = _points(child.get(_VAL, ""))
                case Tags.HIDDEN:
                    hidden = child.get(_VAL, "1") not in _OFF
                case Tags.COLOUR:
                    colour = child.get(_VAL, "")
                case Tags.STYLE:
                    named = child.get(_VAL, "")
        return font, points, hidden, colour, named

    def _font(self, fonts: Element) -> str | None:
        # A theme reference beats a name on the same element.
        themed = self._theme.get(fonts.get(_EAST_THEME, ""))
        return themed or fonts.get(_EAST) or None


def _value(parent: Element, tag: str) -> str:
    element = parent.find(tag)
    return element.get(_VAL, "") if element is not None else ""


@lru_cache(maxsize=256)
def _points(measure: str) -> float | None:
    match = _MEASURE.fullmatch(measure.strip())
    if match is None:
        return None
    points = float(match.group(1)) / (1 if match.group(2) else 2)
    return points if 0 < points <= _MAX_POINTS else None


def _place(properties: Element) -> tuple[str, Rank]:
    """What one ``w:pPr`` says itself, and the style it names."""
    named = ""
    numbered = outlined = centred = None
    for child in properties:
        match child.tag:
            case Tags.PARAGRAPH_STYLE:
                named = child.get(_VAL, "")
            # List 0 takes a style's number away, level 9 its place in the outline.
            case Tags.NUMBERS:
                numbered = _value(child, _NUMID) != "0"
            case Tags.LEVEL:
                outlined = child.get(_VAL, "") in _LEVELS if child.get(_VAL) else None
            case Tags.ALIGNED:
                centred = child.get(_VAL, "") in ("center", "distribute") if child.get(_VAL) else None
    if numbered is None and outlined is None and centred is None:
        return named, NO_RANK
    return named, Rank(numbered, outlined, centred)


def _theme_fonts(theme: Element | None, settings: Element | None) -> dict[str, str]:
    """Theme reference → typeface for the document's East Asian language (Simplified Chinese unless it says else)."""
    if theme is None:
        return {}
    language = settings.find(f"{W}themeFontLang") if settings is not None else None
    east = (language.get(f"{W}eastAsia", "") if language is not None else "").lower()
    script = {"ja": "Jpan", "ko": "Hang"}.get(east[:2], "Hans")
    if east in ("zh-tw", "zh-hk", "zh-mo"):
        script = "Hant"
    fonts: dict[str, str] = {}
    for reference in ("major", "minor"):
        collection = theme.find(f".//{A}{reference}Font")
        if collection is None:
            continue
        named = collection.find(f"{A}ea")
        typeface = named.get("typeface", "") if named is not None else ""
        for font in collection.iter(f"{A}font"):
            if not typeface and font.get("script") == script:
                typeface = font.get("typeface", "")
        if typeface:
            fonts[f"{reference}EastAsia"] = typeface
    return fonts
