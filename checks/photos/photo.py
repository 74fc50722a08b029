"""Photos: told by content, measured as displayed, checked for damage and for what was done to them, in one pass."""

from __future__ import annotations

import hashlib
import mmap
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from checks.facts import CRC32, file_facts
from checks.format import Family, Format
from checks.photos.appearance import look_at, upright, within
from checks.photos.compressed import looks_compressed
from checks.photos.decode import small_picture
from checks.photos.enlarged import looks_enlarged, looks_filled
from checks.photos.exif import Exif, read_exif
from checks.photos.jpeg import Buffer, Jpeg, walk
from checks.photos.limits import too_costly, too_large
from checks.photos.screenshot import is_phone_screen, looks_like_screenshot
from checks.photos.size import UNDECODED, decoded, picture_size
from checks.sniff import JPEG
from domain.campaigns.rules import PhotoRules
from domain.findings import Appearance, Code, Fact, Finding, Kind, Level, Report
from domain.findings.found import Pixels
from domain.findings.required import FormatsTaken

_NO_RULES = PhotoRules(min_width=None, min_bytes=None, caption=False)


@dataclass(kw_only=True)
class _Seen:
    """What one look at the bytes gave."""

    facts: dict[str, Fact]
    findings: list[Finding]
    appearance: Appearance | None = None


def check_photo(path: Path, format_: Format, rules: PhotoRules, caption: str | None) -> Report:
    """Facts: format, width, height, bytes, sha256, taken_at, camera. ``format_`` is what ``sniff`` told."""
    taken = format_.name in rules.formats
    seen = _jpeg(path, rules) if format_ == JPEG else _other(path, format_, rules, taken=taken)
    findings = seen.findings
    if format_.family is Family.IMAGE and not taken:
        findings.append(Finding(code=Code.PHOTO_FORMAT, found=format_.found, required=FormatsTaken(rules.formats)))
    found = {finding.code for finding in findings}
    # What was not opened has one way out: another file.
    if format_.family is Family.IMAGE and Code.FILE_UNSAFE not in found:
        findings += _width(seen.facts, rules)
        # A broken file's size says nothing about the whole one's.
        if Code.FILE_DAMAGED not in found:
            findings += _size(seen.facts, rules)
    if rules.caption and not (caption or "").strip():
        findings.append(Finding(code=Code.PHOTO_CAPTION))
    return Report(kind=Kind.PHOTO, facts=seen.facts, findings=tuple(findings), appearance=seen.appearance)


def picture_damage(path: Path, format_: Format) -> list[Finding]:
    """What keeps a picture of any format from being opened, whatever a campaign asks of photos."""
    seen = _jpeg(path, _NO_RULES) if format_ == JPEG else _other(path, format_, _NO_RULES, taken=True)
    return [finding for finding in seen.findings if finding.code.startswith("file.")]


def _jpeg(path: Path, rules: PhotoRules) -> _Seen:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        jpeg = walk(data)
        exif = read_exif(jpeg.exif)
        width, height = (jpeg.height, jpeg.width) if exif.turned else (jpeg.width, jpeg.height)
        facts: dict[str, Fact] = {
            **_empty_facts("JPEG", width or None, height or None, exif),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            CRC32: zlib.crc32(data),
        }
        if unsafe := too_costly(jpeg, width, height):
            return _Seen(facts=facts, findings=[unsafe])
        small = None if jpeg.problem else small_picture(data, jpeg)
        if small is None:
            return _Seen(facts=facts, findings=[Finding(code=Code.FILE_DAMAGED)])
        small = upright(small, exif.orientation)
        findings = _screenshot(small, facts, rules, exif) or _made_to_pass(data, jpeg, exif, width, rules)
        return _Seen(facts=facts, findings=findings, appearance=look_at(small))


def _screenshot(small: Image.Image, facts: dict[str, Fact], rules: PhotoRules, exif: Exif) -> list[Finding]:
    """An error beside the other reasons to refuse it; one that is wide and heavy enough is taken with advice."""
    width, height = facts["width"], facts["height"]
    if not isinstance(width, int) or not isinstance(height, int) or not is_phone_screen(width, height):
        return []
    if not looks_like_screenshot(small, exposed=exif.exposed):
        return []
    level = Level.ERROR if _width(facts, rules) or _size(facts, rules) else Level.ADVICE
    return [Finding(code=Code.PRESS_SCREENSHOT, found=Pixels(width, height), level=level)]


def _made_to_pass(data: Buffer, jpeg: Jpeg, exif: Exif, width: int, rules: PhotoRules) -> list[Finding]:
    """Advice on a photo that is not as it was taken; where nothing is required, nothing is to be said."""
    if rules.min_width is None and rules.min_bytes is None:
        return []
    findings = []
    if looks_compressed(data, jpeg, exif):
        findings.append(Finding(code=Code.PHOTO_COMPRESSED, level=Level.ADVICE))
    wide = rules.min_width is not None and width >= rules.min_width
    if looks_filled(data, jpeg, exif, rules.min_bytes or 0) or (wide and looks_enlarged(data, jpeg, exif)):
        findings.append(Finding(code=Code.PHOTO_ENLARGED, level=Level.ADVICE))
    return findings


def _other(path: Path, format_: Format, rules: PhotoRules, *, taken: bool) -> _Seen:
    """``taken``: a picture of this format may be accepted, so it is decoded to its end."""
    facts: dict[str, Fact] = {**_empty_facts(format_.name or None, None, None, Exif()), **file_facts(path)}
    if format_.family is Family.UNKNOWN:
        return _Seen(facts=facts, findings=[Finding(code=Code.FILE_DAMAGED)])
    if format_.family is not Family.IMAGE:
        wrong = Finding(code=Code.FILE_TYPE, found=format_.found, required=FormatsTaken(rules.formats))
        return _Seen(facts=facts, findings=[wrong])
    width, height = picture_size(path, format_.name) or (0, 0)
    facts |= {"width": width or None, "height": height or None}
    if format_.name not in UNDECODED and (unsafe := too_large(width, height)):
        return _Seen(facts=facts, findings=[unsafe])
    # Another format is decoded only where it matters: it may be accepted, or be a screenshot.
    picture = decoded(path, format_.name) if (width and height and taken) or is_phone_screen(width, height) else None
    if picture is None:
        damaged = taken and format_.name not in UNDECODED
        return _Seen(facts=facts, findings=[Finding(code=Code.FILE_DAMAGED)] if damaged else [])
    small = within(picture)
    return _Seen(facts=facts, findings=_screenshot(small, facts, rules, Exif()), appearance=look_at(small))


def _empty_facts(name: str | None, width: int | None, height: int | None, exif: Exif) -> dict[str, Fact]:
    return {
        "format": name,
        "width": width,
        "height": height,
        "taken_at": exif.taken_at,
        "camera": exif.camera,
    }


def _width(facts: dict[str, Fact], rules: PhotoRules) -> list[Finding]:
    width = facts["width"]
    if rules.min_width is None or not isinstance(width, int) or width >= rules.min_width:
        return []
    return [Finding(code=Code.PHOTO_WIDTH, found=width, required=rules.min_width)]


def _size(facts: dict[str, Fact], rules: PhotoRules) -> list[Finding]:
    size = facts["bytes"]
    if rules.min_bytes is None or not isinstance(size, int) or size >= rules.min_bytes:
        return []
    return [Finding(code=Code.PHOTO_SIZE, found=size, required=rules.min_bytes)]
