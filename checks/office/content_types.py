"""What the parts of an office package are, by the list of their types (ECMA-376 part 2, 6.2.3).

A type given for an ending says nothing while no part has it: some writers declare every ending they know.
"""

from __future__ import annotations

from checks.office.safe_xml import Element

#: Every workbook in binary has the word in its type, whether there are macros in it or not.
_MACROS, _ALWAYS = "macroenabled", "sheet.binary"
VBA_PROJECT = "application/vnd.ms-office.vbaproject"


class ContentTypes:
    """``types``: the root of ``[Content_Types].xml``."""

    def __init__(self, types: Element) -> None:
        self._of_endings: dict[str, str] = {}
        self._of_parts: dict[str, str] = {}
        for entry in types:
            named = entry.get("ContentType", "").lower()
            if "PartName" in entry.attrib:
                self._of_parts[_spelled(entry.get("PartName", ""))] = named
            else:
                self._of_endings[entry.get("Extension", "").lower()] = named

    def of(self, part: str) -> str:
        """The type of a part, in small letters; empty when none is given."""
        named = _spelled(part)
        return self._of_parts.get(named) or self._of_endings.get(named.rpartition(".")[2], "")

    def is_for_macros(self, part: str) -> bool:
        """Whether the part is the main one of a file made to hold macros (.docm, .xlsm)."""
        named = self.of(part)
        return _MACROS in named and _ALWAYS not in named


def _spelled(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
