"""XML parsed without trusting it: no entity, nothing fetched, no document type, whatever its encoding.

Strict documents come out in the namespaces of transitional ones (ECMA-376 parts 1 and 4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from checks.office.external_links import R
from checks.office.refused import Refused, unsafe
from domain.findings import Code, Finding
from domain.findings.found import Found

if TYPE_CHECKING:
    from lxml import etree

#: An element of any part; lxml has no public name for it.
Element: TypeAlias = "etree._Element"
#: A strict namespace is declared on the root element.
STRICT_WITHIN_BYTES = 10_000
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
}
#: What may stand before the root element. A document type is where entity bombs and external entities live; it can
#: stand nowhere else, and no office writes one.
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPE = tuple(_DOCTYPE.decode().encode(code) for code in ("utf-16-le", "utf-16-be"))


def parse_xml(data: bytes) -> Element:
    """Parse one part of any size the package let through. Raises ``Refused``.

    No entity is resolved, nothing fetched, and libxml2's own limits on depth, names and text stay in force.
    """
    # Who only looks at what kind of file it is, as a running bot does, needs it hardly ever.
    from lxml import etree

    if b"purl.oclc.org/ooxml" in data[:STRICT_WITHIN_BYTES]:
        for strict, transitional in _STRICT.items():
            data = data.replace(strict, transitional)
    if has_doctype(data):
        raise unsafe(Found.XML_ENTITY)
    # A parser of its own each time: one that has met an error keeps the whole of its text.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise not_parsed(error) from error
    # In an encoding the search above cannot read.
    if root.getroottree().docinfo.internalDTD is not None:
        raise unsafe(Found.XML_ENTITY)
    return root


def not_parsed(error: Exception) -> Refused:
    """Broken XML, or such as breaks the parser's limits."""
    from lxml import etree

    if getattr(error, "code", None) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return unsafe(Found.NESTED_TOO_DEEPLY if "depth" in str(error) else Found.CONTENT_TOO_LONG)
    return Refused(Finding(code=Code.FILE_DAMAGED))


def has_doctype(data: bytes) -> bool:
    """Whether a part begins with a document type, in any encoding XML is written in."""
    prolog = _PROLOG.match(data)
    if prolog is not None and data.startswith(_DOCTYPE, prolog.end()):
        return True
    # Only UTF-16 has zero bytes; no XML in UTF-8 has.
    return b"\0" in data and any(mark in data for mark in _WIDE_DOCTYPE)
