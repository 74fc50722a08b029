"""The font and size Word displays: document defaults, theme fonts, style chains and direct formatting, in that order.

Only the East Asian slot counts, for only Chinese characters are judged. Sources: ECMA-376 part 1, 17.3.2.26 (rFonts),
17.7.2 (style hierarchy), 20.1.4.1.18 (theme fonts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: What Word shows Chinese in when a document names no font, and the size when it names none.
FALLBACK_FONT = "宋体"
FALLBACK_POINTS = 10.0
_MAX_CHAIN = 40
_MAX_POINTS = 1638.0  # the largest size Word takes
_MEASURE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(pt)?")


@dataclass(frozen=True)
class Look:
    """What one level of formatting says; None where it is silent."""

    font: str | None = None
    points: float | None = None
    hidden: bool | None = None

    def over(self, lower: Look) -> Look:
        """This level laid over a lower one."""
        return Look(
            self.font if self.font is not None else lower.font,
            self.points if self.points is not None else lower.points,
            self.hidden if self.hidden is not None else lower.hidden,
        )


class Styles:
    """The styles of one document, ready to be asked how a run looks."""

    def __init__(self, styles: Element | None, theme: Element | None, settings: Element | None) -> None:
        self._theme = _theme_fonts(theme, settings)
        self._styles: dict[str, Element] = {}
        self._default_paragraph = ""
        self._looks: dict[str, Look] = {}
        self._defaults = Look()
        if styles is None:
            return
        self._defaults = self._look(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in styles.iter(f"{W}style"):
            identifier = style.get(f"{W}styleId", "")
            self._styles.setdefault(identifier, style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default_paragraph = self._default_paragraph or identifier

    def run(self, paragraph: Element, run: Element) -> Look:
        """The look of one run, nothing left open but ``hidden``."""
        properties = run.find(f"{W}rPr")
        look = self._look(properties)
        if properties is not None and (named := _value(properties, "rStyle")):
            look = look.over(self._style(named))
        look = look.over(self._paragraph(paragraph)).over(self._defaults)
        return look.over(Look(FALLBACK_FONT, FALLBACK_POINTS, False))

    def _paragraph(self, paragraph: Element) -> Look:
        properties = paragraph.find(f"{W}pPr")
        named = _value(properties, "pStyle") if properties is not None else ""
        return self._style(named if named in self._styles else self._default_paragraph)

    def _style(self, identifier: str) -> Look:
        if identifier not in self._looks:
            look, seen, name = Look(), 0, identifier
            while name in self._styles and seen < _MAX_CHAIN:
                style, seen = self._styles[name], seen + 1
                look = look.over(self._look(style.find(f"{W}rPr")))
                name = _value(style, "basedOn")
            self._looks[identifier] = look
        return self._looks[identifier]

    def _look(self, properties: Element | None) -> Look:
        if properties is None:
            return Look()
        return Look(self._font(properties.find(f"{W}rFonts")), _points(properties), _flag(properties, "vanish"))

    def _font(self, fonts: Element | None) -> str | None:
        if fonts is None:
            return None
        # A theme reference beats a name on the same element.
        themed = self._theme.get(fonts.get(f"{W}eastAsiaTheme", ""))
        return themed or fonts.get(f"{W}eastAsia") or None


def _value(parent: Element, name: str) -> str:
    element = parent.find(f"{W}{name}")
    return element.get(f"{W}val", "") if element is not None else ""


def _points(properties: Element) -> float | None:
    match = _MEASURE.fullmatch(_value(properties, "sz").strip())
    if match is None:
        return None
    points = float(match.group(1)) / (1 if match.group(2) else 2)
    return points if 0 < points <= _MAX_POINTS else None


def _flag(properties: Element, name: str) -> bool | None:
    element = properties.find(f"{W}{name}")
    if element is None:
        return None
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


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
