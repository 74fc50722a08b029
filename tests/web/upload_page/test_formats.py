"""Formats however a campaign spells them: check, page and sentences take the same files and name the same formats."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from checks.check import inspect
from checks.request import CheckRequest
from domain.abilities import UPLOAD_PAGE
from domain.campaigns.campaign import Campaign
from domain.campaigns.file import parse
from domain.findings import Finding, Kind
from formats.findings.finding import worded
from formats.findings.values import required_text
from formats.page.state import rules_json
from formats.page.words import upload_page_words

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "web" / "static"
CAMPAIGN = (ROOT / "campaigns" / "nanchang-2020.toml").read_text(encoding="utf-8")
#: As a campaign file spells them → what is taken, and how the sentences name it.
SPELLINGS: dict[str, tuple[set[str], str]] = {
    '["JPG"]': ({"JPEG"}, "JPG"),
    '["jpeg"]': ({"JPEG"}, "JPG"),
    '["JPEG", "JPG"]': ({"JPEG"}, "JPG"),
    '["PNG"]': ({"PNG"}, "PNG"),
    '["png", "Jpg"]': ({"JPEG", "PNG"}, "JPG、PNG"),
}
PICTURES = ("JPEG", "PNG", "GIF")


def campaign(spelt: str) -> Campaign:
    text = re.sub(r'^formats = \["JPEG"\]$', f"formats = {spelt}", CAMPAIGN, flags=re.MULTILINE)
    assert spelt in text
    return parse(re.sub(r"^(min_width|min_bytes) = .*$", r"\1 = false", text, flags=re.MULTILINE), "week.toml")


def refused(folder: Path, spelt: str, format_: str) -> Finding | None:
    """What the check says about the format of a picture that is good in every other way."""
    path = folder / "picture"
    written = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("P" if format_ == "GIF" else "RGB").save(written, format_)
    path.write_bytes(written.getvalue())
    rules = campaign(spelt).rules
    report = inspect(CheckRequest(path=path, name="a.jpg", kind=Kind.PHOTO, rules=rules, caption="启动仪式"))
    assert report.facts["format"] == format_
    assert {finding.code for finding in report.findings} <= {"photo.format"}
    return next(iter(report.findings), None)


@pytest.mark.parametrize("spelt", SPELLINGS)
@pytest.mark.parametrize("format_", PICTURES)
def test_the_check_takes_what_is_spelt_and_names_it_in_a_refusal(tmp_path: Path, format_: str, spelt: str) -> None:
    taken, named = SPELLINGS[spelt]
    finding = refused(tmp_path, spelt, format_)
    assert (finding is None) == (format_ in taken)
    if finding is not None:
        assert required_text(finding) == named
        assert f"要求 {named}。" in worded(finding, UPLOAD_PAGE).problem


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_the_page_is_told_what_the_check_takes(spelt: str) -> None:
    taken, named = SPELLINGS[spelt]
    told = rules_json(campaign(spelt).rules)["photo"]
    assert (set(told["formats"]), told["format_names"]) == (taken, named)
    assert told["usual_format"] == named.partition("、")[0]
    json.dumps(told)


def advice(folder: Path, files: list[dict[str, Any]]) -> list[list[str]]:
    """What the page's script advises on each file. Skips by name where there is no Node.js."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js for the upload page's advice")
    # A page's scripts are modules, and name one another by their address: Node is told both.
    shutil.copytree(STATIC, folder / "static")
    (folder / "static" / "package.json").write_text('{"type": "module"}')
    for script in (folder / "static").rglob("*.js"):
        script.write_text(script.read_text("utf-8").replace('"/static/', f'"{folder.as_uri()}/static/'), "utf-8")
    asked = {"scripts": str(folder / "static"), "words": dict(upload_page_words()), "files": files}
    command = [node, str(Path(__file__).with_name("advise.mjs"))]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    answers: list[list[str]] = json.loads(done.stdout)
    return answers


@pytest.mark.node
def test_the_pages_advice_is_the_checks_verdict(tmp_path: Path) -> None:
    asked = [(spelt, format_) for spelt in SPELLINGS for format_ in PICTURES]
    files = [
        {"size": 1, "facts": {"type": format_, "family": "image"}, "rules": rules_json(campaign(spelt).rules)}
        for spelt, format_ in asked
    ]
    for (spelt, format_), said in zip(asked, advice(tmp_path, files), strict=True):
        taken, named = SPELLINGS[spelt]
        usual = named.partition("、")[0]
        expected = f"这是 {format_} 格式，照片要求 {named}。请在相册里导出 {usual} 原图；只改后缀名不行。"
        assert said == ([] if format_ in taken else [expected])


@pytest.mark.node
def test_the_page_tells_a_heic_photo_where_phones_convert_it(tmp_path: Path) -> None:
    facts = {"type": "HEIC", "family": "image"}
    ((said,),) = advice(tmp_path, [{"size": 1, "facts": facts, "rules": rules_json(campaign('["JPG"]').rules)}])
    assert said.startswith("这是 HEIC 格式，照片要求 JPG。请点上面的“照片”再选它")
    assert "兼容性最佳" in said and "HEIF" in said


@pytest.mark.node
def test_the_pages_advice_names_the_formats_of_videos_and_of_a_day(tmp_path: Path) -> None:
    rules = campaign('["JPG", "PNG"]').rules
    films = rules_json(parse(CAMPAIGN.replace('["mp4"]', '["MOV", "mp4"]'), "week.toml").rules)
    assert films["video"]["formats"] == ["mp4", "mov"]
    mov, avi = ({"type": type_, "family": "video", "width": 1280, "height": 720} for type_ in ("mov", "avi"))
    pdf = {"type": "PDF", "family": "other"}
    told = [(mov, films), (avi, films), (pdf, rules_json(rules)), (avi, rules_json(rules))]
    assert advice(tmp_path, [{"size": 1, "facts": facts, "rules": told_rules} for facts, told_rules in told]) == [
        [],
        ["这是 avi 格式，视频要求 mp4、mov。请先转成 mp4。"],
        [
            "这是 PDF 文件，今天的材料只收照片（JPG、PNG）、视频（mp4）和 Word（.docx）。"
            "若是方案、总结等，请先在上面改选“这些文件是”。"
        ],
        ["这是 avi 格式，视频要求 mp4。请先转成 mp4。"],
    ]
