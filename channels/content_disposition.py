"""The file name in a ``Content-Disposition`` header, in every spelling platforms and their private editions may use."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_to_bytes

_EXTENDED = re.compile(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE = re.compile(r"filename\s*=\s*([^;]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_LENGTH = 255


def file_name_of(header: str) -> str:
    """What the sender called the file, without folders; empty when the header does not say. Never raises.

    ``header`` as aiohttp gives it: bytes that are not UTF-8 are surrogates. Understood: RFC 5987 ``filename*``,
    raw UTF-8 or GB18030, percent-encoded names.
    """
    name = _extended(header) or _plain(header)
    name = _CONTROL.sub("", name).replace("\\", "/").rsplit("/", 1)[-1].strip()
    return name[:_MAX_LENGTH]


def _extended(header: str) -> str:
    match = _EXTENDED.search(header)
    if match is None:
        return ""
    raw = unquote_to_bytes(match[2].strip('"'))
    try:
        return raw.decode(match[1] or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("utf-8", "replace")


def _plain(header: str) -> str:
    match = _QUOTED.search(header)
    if match is not None:
        name = re.sub(r"\\(.)", r"\1", match[1])
    else:
        match = _BARE.search(header)
        name = match[1].strip() if match else ""
    name = _as_written(name)
    return unquote(name) if re.search(r"%[0-9A-Fa-f]{2}", name) else name


def _as_written(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
