"""Title lines, headings and whole reports."""

from __future__ import annotations

import pytest

from domain.language.titles import is_heading, is_report, title_line

BODY = "活动周期间，学校组织师生开展技能展示、志愿服务和校园开放等活动。" * 8


@pytest.mark.parametrize("line", ["一、基本情况", "（二）活动开展情况", "三、存在的问题：", "第一部分 活动概况"])
def test_headings(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line", ["一、", "一会儿发", "1、学生练习插花", "一、你好吗？", "一、我们去了，还拍了照片", "基本情况"]
)
def test_no_headings(line: str) -> None:
    assert not is_heading(line)


@pytest.mark.parametrize("title", ["星河市高级技工学校活动周总结", "《匠心筑梦，技能出彩》", "关于开展技能节的报告"])
def test_a_report_has_a_title_line(title: str) -> None:
    assert title_line(f"{title}\n{BODY}") == title.strip("《》")
    assert is_report(f"{title}\n{BODY}")


@pytest.mark.parametrize(
    "first", ["老师好：", "各位老师", "这是我们的总结，您看看", "一、基本情况", "总结", "总结，", "你们看"]
)
def test_no_title_line(first: str) -> None:
    assert title_line(f"{first}\n{BODY}") is None


def test_length_alone_or_a_title_alone_is_no_report() -> None:
    assert not is_report(BODY)
    assert not is_report("星河市高级技工学校活动周总结\n" + "写" * 100)
    assert title_line("星河市高级技工学校活动周总结") is None
