"""Where the links of an office file lead: to another machine, to the writer's own disk, or to a picture's origin.

A picture copied from a web page is pasted by Word with its bytes and, beside them, the address it came from. Such a
file shows the same with and without a network; a picture that is only a link does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from lxml import etree

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):")
_LOCAL = re.compile(
    r"[A-Za-z]:|(localhost|home|opt|usr|root|tmp|var|mnt|media|data|Users|Applications|Library|private)/"
)
#: Attribute that holds the address → attribute of the same element that holds the bytes (DrawingML; VML).
_COPY_BESIDE = {f"{{{R}}}link": f"{{{R}}}embed", f"{{{R}}}href": f"{{{R}}}id"}


def is_remote(target: str) -> bool:
    """Whether opening the file would go to another machine. A template on the writer's own disk is harmless."""
    target = unquote(target).strip().replace("\\", "/")
    scheme = _SCHEME.match(target)
    if scheme is None:
        return target.startswith("//")
    if scheme.group(1).lower() != "file":
        return True
    rest = target[len("file:") :]
    path = rest.lstrip("/")
    # file:///C:/… and file://localhost/… are local, file://host/… is not; WPS on Linux writes its own templates as
    # file:////home/….
    return len(rest) - len(path) not in (0, 1, 3) and not _LOCAL.match(path)


def is_web_page(target: str) -> bool:
    """An address of the web: asking it for a picture gives nothing away but that somebody asks."""
    return target.strip().lower().startswith(("http://", "https://"))


def copied_pictures(root: etree._Element, links: set[str], inside: set[str]) -> set[str]:
    """Those of ``links`` (relationship ids) that are only ever origins of pictures whose bytes are ``inside``."""
    copied: set[str] = set()
    bare: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if value in links and str(name).startswith(f"{{{R}}}"):
                beside = _COPY_BESIDE.get(str(name))
                has_copy = beside is not None and element.get(beside) in inside
                (copied if has_copy else bare).add(str(value))
    return copied - bare
