"""The styles part of a document, of which only the styles asked for are built.

Word and python-docx ship hundreds of styles with every document and a document uses five. Finding where each stands
costs a tenth of building all; a part that is not written plainly enough for that is built whole.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from checks.office.refused import Refused
from checks.office.safe_xml import Element, has_doctype, parse_xml
from domain.findings import Code, Finding

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Who asks for more than so many is better served with all.
FEW = 100
_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_ROOT = re.compile(rb"<w:styles" + _ATTRIBUTES + rb"\s*>")
_STYLE = re.compile(rb"<w:style(" + _ATTRIBUTES + rb")\s*(/?)>")
_DEFAULTS = re.compile(rb"<w:docDefaults\s*>.*?</w:docDefaults\s*>", re.DOTALL)
_ID = re.compile(rb"""\sw:styleId\s*=\s*["']([^"']*)["']""")
_BOUND = b'xmlns:w="' + W[1:-1].encode() + b'"'
_ON = ("1", "true", "on")


class StyleSheet:
    """``defaults``: the document's ``w:docDefaults``. ``default_paragraph``: the style of paragraphs that name none."""

    def __init__(self, data: bytes) -> None:
        self.defaults: Element | None = None
        self.default_paragraph = ""
        self._built: dict[str, Element] = {}
        self._written: dict[str, bytes] = {}
        self._root = b""
        self._data = data
        if data and not self._find(data):
            self._build(parse_xml(data))

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._built or identifier in self._written

    def __getitem__(self, identifier: str) -> Element:
        if identifier not in self._built and len(self._built) >= FEW and self._data:
            self._build(parse_xml(self._data))
            self._data = b""
        if identifier not in self._built:
            self._built[identifier] = self._element(self._written[identifier])
        return self._built[identifier]

    def _find(self, data: bytes) -> bool:
        """Note where each style stands; False when that cannot be told without building the whole."""
        root = _ROOT.search(data)
        if root is None or _BOUND not in root.group() or data.count(b"xmlns:w=") != 1 or has_doctype(data):
            return False
        # In comments, and behind references, things may stand that only look like what is searched for.
        if b"<!" in data or b"\0" in data or b"&" in data:
            return False
        found = list(_STYLE.finditer(data))
        if len(found) != data.count(b"</w:style>") + sum(bool(start.group(2)) for start in found):
            return False
        if not _well_formed(data):
            return False
        self._root = root.group()
        for start in found:
            end = start.end() if start.group(2) else data.find(b"</w:style>", start.end()) + len(b"</w:style>")
            self._note(start.group(1), data[start.start() : end])
        defaults = _DEFAULTS.search(data)
        self.defaults = self._element(defaults.group()) if defaults else None
        return True

    def _note(self, attributes: bytes, written: bytes) -> None:
        named = _ID.search(attributes)
        identifier = named.group(1).decode("utf-8", "replace") if named else ""
        self._written.setdefault(identifier, written)
        if not self.default_paragraph and b"w:default" in attributes and _is_default(self._element(written)):
            self.default_paragraph = identifier

    def _element(self, written: bytes) -> Element:
        root = parse_xml(self._root + written + b"</w:styles>")
        return root[0]

    def _build(self, root: Element) -> None:
        self.defaults = root.find(f"{W}docDefaults")
        for style in root.iterchildren(f"{W}style"):
            identifier = style.get(f"{W}styleId", "")
            self._built.setdefault(identifier, style)
            if not self.default_paragraph and _is_default(style):
                self.default_paragraph = identifier


def _is_default(style: Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in _ON


def _well_formed(data: bytes) -> bool:
    """False when this parser does not know the encoding. Raises ``Refused``: Word opens no broken styles."""
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(Finding(code=Code.FILE_DAMAGED)) from error
    except (LookupError, ValueError):
        return False
    return True
