from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.check import inspect
from checks.request import CheckRequest
from checks.text import check_text, count_characters
from domain.campaigns.rules import Rules, TextRules
from domain.findings import Kind
from formats.findings.values import found_text, required_text

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
WORD = st.text("abcXYZ0189", min_size=1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" 　\n\t", 0),
        ("你好，世界！", 6),
        ("人人出彩，技能强国", 9),
        ("“你好”——《通知》……", 12),
        ("Hello, world", 2),
        ("2020年11月9日", 6),
        ("2020-11-09", 1),
        ("don't stop", 2),
        ("don’t", 1),
        ("3.5%的人", 3),
        ("１２３", 3),
        ("ＡＢ", 2),
        ("①②人", 3),
        ("技能：让生活更美好", 9),
        ("学习WeChat公众号abc123", 7),
        ("カナかな", 4),
        ("한국어", 3),
        ("naïve café", 2),
        ("Привет мир", 2),
        ("你 好", 2),
        ("e\u0301tude", 1),
        ("\u200b你\ufeff", 1),
        ("...!?", 0),
    ],
)
def test_characters_are_counted_as_word_counts(text: str, count: int) -> None:
    assert count_characters(text) == count


@given(HAN, WORD)
def test_every_chinese_character_is_one_and_a_run_of_others_is_one(han: str, word: str) -> None:
    assert count_characters(han) == len(han)
    assert count_characters(han + word + han) == 2 * len(han) + 1


@given(st.text())
def test_spaces_around_do_not_count(text: str) -> None:
    assert count_characters(f"  {text}\n") == count_characters(text)


@given(st.text(), st.text())
def test_lines_add_up(one: str, other: str) -> None:
    assert count_characters(f"{one}\n{other}") == count_characters(one) + count_characters(other)


@given(st.text())
def test_any_text_gets_a_report(text: str) -> None:
    report = check_text(text, Rules().text)
    assert 0 <= int(str(report.facts["characters"])) <= len(text)
    assert not report.ok or len(text) >= 800


@pytest.mark.parametrize(("length", "ok"), [(799, False), (800, True), (1500, True), (1501, False)])
def test_both_ends_of_the_length_are_allowed(length: int, ok: bool) -> None:
    report = check_text("字" * length, Rules().text)
    assert report.ok == ok
    assert [(f.code, found_text(f), required_text(f)) for f in report.findings] == (
        [] if ok else [("text.length", str(length), "800–1500")]
    )


def test_one_end_may_be_open() -> None:
    rules = Rules(text=TextRules(min_length=None, max_length=3))
    assert required_text(check_text("字字字字", rules.text).findings[0]) == "不超过 3"
    rules = Rules(text=TextRules(min_length=3, max_length=None))
    assert required_text(check_text("字", rules.text).findings[0]) == "不少于 3"


def test_a_text_of_nothing_is_empty() -> None:
    assert [f.code for f in check_text(" \n", Rules().text).findings] == ["file.empty"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("我校举行活动周启动仪式\n11月8日，我校举行启动仪式。", "我校举行活动周启动仪式"),
        ("《技能点亮人生》\n正文", "技能点亮人生"),
        ("11月8日，我校举行启动仪式。\n各位领导出席。", ""),
        ("只有一行", ""),
        ("\n\n  标题  \n\n正文", "标题"),
    ],
)
def test_the_first_line_is_a_title_when_it_looks_like_one(text: str, title: str) -> None:
    assert check_text(text, Rules().text).facts["title"] == title


@pytest.mark.parametrize(("length", "title"), [(40, True), (41, False)])
def test_a_title_is_short(length: int, title: bool) -> None:
    line = "校" * length
    assert check_text(f"{line}\n正文", Rules().text).facts["title"] == (line if title else "")


@pytest.mark.parametrize(("size", "wrong"), [(5_000_000, "text.length"), (5_000_001, "file.unsafe")])
def test_a_text_nobody_typed_is_not_read(tmp_path: Path, size: int, wrong: str) -> None:
    path = tmp_path / "稿件.txt"
    path.write_bytes(b"a" * size)
    report = inspect(CheckRequest(path=path, name="稿件.txt", kind=Kind.TEXT, rules=Rules()))
    assert [f.code for f in report.findings] == [wrong]
    assert ("characters" in report.facts and report.facts["characters"] is not None) is (wrong == "text.length")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_what_windows_saves(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "稿件.txt"
    path.write_text("职业教育活动周" * 120, encoding=encoding)
    report = inspect(CheckRequest(path=path, name="稿件.txt", kind=None, rules=Rules()))
    assert (report.kind, report.facts["characters"], report.ok) == (Kind.TEXT, 840, True)


def test_what_is_no_text_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"%PDF-1.7\n" + b"\0" * 100)
    report = inspect(CheckRequest(path=path, name="a.txt", kind=None, rules=Rules()))
    assert [(f.code, found_text(f), required_text(f)) for f in report.findings] == [("file.type", "PDF", "文本")]
