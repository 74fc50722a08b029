"""Photos: told by content, measured as displayed, checked for damage, without decoding more than is needed."""

from __future__ import annotations

import hashlib
import mmap
from pathlib import Path

from checks.decode import is_damaged
from checks.exif import Exif, read_exif
from checks.facts import file_facts, megabytes
from checks.jpeg import walk
from checks.picture_size import decodes, picture_size
from checks.sniff import JPEG, Family, Format
from domain.findings import Fact, Finding, Kind, Report
from domain.rules import PhotoRules

#: No camera in a teacher's hand makes more; decoding more costs too much memory.
MAX_PIXELS = 120_000_000
_SHOWN = {"JPEG": "JPG"}


def check_photo(path: Path, format_: Format, rules: PhotoRules, caption: str | None) -> Report:
    """Facts: format, width, height, bytes, sha256, taken_at, camera. ``format_`` is what ``sniff`` told."""
    if format_ == JPEG:
        facts, findings = _jpeg(path)
    else:
        facts, findings = _other(path, format_, rules)
    if format_.family is Family.IMAGE and format_.name not in _formats(rules):
        findings.append(Finding(code="photo.format", found=format_.name, required=_required(rules)))
    if format_.family is Family.IMAGE:
        # A broken file's size says nothing about the whole one's.
        findings += _width(facts, rules)
        if Finding(code="file.damaged") not in findings:
            findings += _size(facts, rules)
    if rules.caption and not (caption or "").strip():
        findings.append(Finding(code="photo.caption"))
    return Report(kind=Kind.PHOTO, facts=facts, findings=tuple(findings))


def _formats(rules: PhotoRules) -> set[str]:
    return {"JPEG" if name.upper() == "JPG" else name for name in rules.formats}


def _required(rules: PhotoRules) -> str:
    return "、".join(_SHOWN.get(name, name) for name in sorted(_formats(rules)))


def _jpeg(path: Path) -> tuple[dict[str, Fact], list[Finding]]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        jpeg = walk(data)
        exif = read_exif(jpeg.exif)
        width, height = (jpeg.height, jpeg.width) if exif.turned else (jpeg.width, jpeg.height)
        facts: dict[str, Fact] = {
            **_empty_facts("JPEG", width or None, height or None, exif),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        if unsafe := _too_many_pixels(width, height):
            return facts, [unsafe]
        if jpeg.problem or is_damaged(data, jpeg):
            return facts, [Finding(code="file.damaged")]
        return facts, []


def _other(path: Path, format_: Format, rules: PhotoRules) -> tuple[dict[str, Fact], list[Finding]]:
    facts: dict[str, Fact] = {**_empty_facts(format_.name or None, None, None, Exif()), **file_facts(path)}
    if format_.family is Family.UNKNOWN:
        return facts, [Finding(code="file.damaged")]
    if format_.family is not Family.IMAGE:
        return facts, [Finding(code="file.type", found=format_.name, required="JPG 照片")]
    size = picture_size(path, format_.name) or (0, 0)
    facts |= {"width": size[0] or None, "height": size[1] or None}
    if unsafe := _too_many_pixels(*size):
        return facts, [unsafe]
    # Damage matters only where a campaign takes this format at all.
    damaged = format_.name in _formats(rules) and not (all(size) and decodes(path, format_.name))
    return facts, [Finding(code="file.damaged")] if damaged else []


def _empty_facts(name: str | None, width: int | None, height: int | None, exif: Exif) -> dict[str, Fact]:
    return {
        "format": name,
        "width": width,
        "height": height,
        "taken_at": exif.taken_at,
        "camera": exif.camera,
    }


def _too_many_pixels(width: int, height: int) -> Finding | None:
    if width * height <= MAX_PIXELS:
        return None
    return Finding(
        code="file.unsafe", found=f"{width}×{height} 像素", required=f"不超过 {MAX_PIXELS / 100_000_000:g} 亿像素"
    )


def _width(facts: dict[str, Fact], rules: PhotoRules) -> list[Finding]:
    width = facts["width"]
    if rules.min_width is None or not isinstance(width, int) or width >= rules.min_width:
        return []
    return [Finding(code="photo.width", found=str(width), required=str(rules.min_width))]


def _size(facts: dict[str, Fact], rules: PhotoRules) -> list[Finding]:
    size = facts["bytes"]
    if rules.min_bytes is None or not isinstance(size, int) or size >= rules.min_bytes:
        return []
    found, required = megabytes(size, rules.min_bytes), megabytes(rules.min_bytes, rules.min_bytes)
    return [Finding(code="photo.size", found=found, required=required)]
