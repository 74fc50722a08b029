"""No bytes may make a check raise, and none may surprise it: what no reader foresaw is logged, and fails here."""

from __future__ import annotations

import io
import logging
import random
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.check import inspect
from checks.request import CheckRequest
from checks.word.stylesheet import W
from domain.campaigns.rules import PhotoFormat, PhotoRules, Rules
from domain.findings import Kind, Report
from tests.support.docx_files import Docx, good, image_run, paragraph, rpr, style, styles, theme
from tests.support.real_files import FILES

RULES = Rules(photo=PhotoRules(formats=tuple(PhotoFormat)))
QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SEEDS = {
    "photo_small_apple_gainmap.jpg": (Kind.PHOTO, Kind.ATTACHMENT),
    "hostile_polyglot_jpg_zip.jpg": (Kind.PHOTO,),
    "video_gen_720x576_sar.mp4": (Kind.VIDEO,),
    "video_gen_fragmented_720p.mp4": (Kind.VIDEO,),
    "video_webm_renamed.mp4": (Kind.VIDEO,),
    "docx_ok_fonts_from_styles.docx": (Kind.DOCUMENT, Kind.PRESS),
    "xlsx_numbers_as_text.xlsx": (Kind.STATISTICS, Kind.ATTACHMENT),
    "notdocx_legacy_doc_renamed.docx": (Kind.DOCUMENT, Kind.ATTACHMENT),
}
MAGICS = (
    *(b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM", b"8BPS"),
    *(b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypisom", b"\x1aE\xdf\xa3", b"RIFF\0\0\0\0AVI "),
    *(b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""),
)
EDIT = st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8), st.sampled_from(["over", "insert", "cut", "tail"]))


def mutate(data: bytes, edits: list[tuple[float, bytes, str]]) -> bytes:
    for where, new, how in edits:
        at = int(where * len(data))
        match how:
            case "over":
                data = data[:at] + new + data[at + len(new) :]
            case "insert":
                data = data[:at] + new + data[at:]
            case "cut":
                data = data[:at] + data[at + len(new) ** 3 :]
            case _:
                data = data[:at]
    return data


def look(data: bytes, kind: Kind | None, name: str) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(data)
        return inspect(CheckRequest(path=path, name=name, kind=kind, rules=RULES, caption="启动仪式"))


def calm(caplog: pytest.LogCaptureFixture) -> bool:
    return not [r for r in caplog.records if r.levelno >= logging.ERROR]


@pytest.mark.parametrize("seed", SEEDS)
@given(edits=st.lists(EDIT, min_size=1, max_size=6))
@QUICK
def test_mutated_files_get_a_report(
    seed: str, edits: list[tuple[float, bytes, str]], caplog: pytest.LogCaptureFixture
) -> None:
    data = mutate((FILES / seed).read_bytes(), edits)
    for kind in SEEDS[seed]:
        report = look(data, kind, seed)
        assert report.kind is kind
        assert report.facts["bytes"] == len(data)
    assert calm(caplog), caplog.text


@pytest.mark.parametrize("start", MAGICS)
@given(rest=st.binary(max_size=600))
@QUICK
def test_random_bytes_after_any_magic_get_a_report(start: bytes, rest: bytes, caplog: pytest.LogCaptureFixture) -> None:
    for kind in (None, *Kind):
        assert look(start + rest, kind, "x").facts["bytes"] == len(start + rest)
    assert calm(caplog), caplog.text


VALUES = ('""', '"-1"', '"99999999999999999999"', '"ż"', '"../../x"', '"rIdPic"', '"a"', '"32pt"', '"０"')


def rewritten(data: bytes, change: random.Random) -> bytes:
    """A package whose XML parts are mutated inside, checksums made right again."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith((".xml", ".rels")):
                part = _edit(part.decode(), change).encode()
            new.writestr(name, part)
    return result.getvalue()


def _edit(part: str, change: random.Random) -> str:
    """Lose elements, repeat them, and put nonsense into attributes; sometimes the XML stays well formed."""
    for _ in range(change.randint(0, 3)):
        elements = re.findall(r"<[\w:]+[^<>]*/>", part) or [part]
        attributes = re.findall(r'"[^"<>]*"', part) or [part]
        match change.randint(0, 3):
            case 0:
                part = part.replace(change.choice(elements), "", 1)
            case 1:
                part = part.replace(element := change.choice(elements), element * 3, 1)
            case 2:
                part = part.replace(change.choice(attributes), change.choice(VALUES))
            case _:
                at = change.randrange(len(part) or 1)
                part = part[:at] + part[at + change.randint(1, 30) :]
    return part


@given(seed=st.integers(0, 2**32))
@QUICK
def test_packages_broken_inside_get_a_report(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    change = random.Random(seed)
    body = [*good(), paragraph(image_run(), style="a")]
    sheet = styles(style("a", rpr("仿宋_GB2312", 32), default=True), defaults=rpr("宋体", 21))
    word = Docx(body, styles=sheet, theme=theme("仿宋_GB2312"), settings=f'<w:settings xmlns:w="{W[1:-1]}"/>').bytes()
    for kind in (Kind.DOCUMENT, Kind.PRESS):
        assert look(rewritten(word, change), kind, "a.docx").kind is kind
    book = (FILES / "xlsx_numbers_as_text.xlsx").read_bytes()
    assert look(rewritten(book, change), Kind.STATISTICS, "a.xlsx").kind is Kind.STATISTICS
    assert calm(caplog), caplog.text
