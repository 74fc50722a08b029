"""The command line speaks Chinese: help and wrong use have no English sentence in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from bot.cli import app, run
from formats.operator.columns import columns, wrapped
from formats.words.usage import reason_text

#: Two English words in a row: what the program calls things is one word, or has marks between.
ENGLISH = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")
#: Names of commands, and of packages and programs in remedies.
NAMES = re.compile(r"baosong(?: [a-z]+)*|--?[a-z-]+|\[[^\]]*\]|<[^>]*>")


def every_command() -> Iterator[tuple[str, ...]]:
    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, inner in (getattr(command, "commands", None) or {}).items():
            yield from walk(inner, (*path, name))

    yield from walk(typer.main.get_command(app), ())


@pytest.mark.parametrize("path", list(every_command()), ids=" ".join)
def test_help_is_chinese(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：baosong") and "\n选项：\n" in said
    left = NAMES.sub("", said)
    assert [line for line in left.splitlines() if ENGLISH.search(line)] == []
    assert not re.search(r"Usage|Options|Arguments|Commands|required|default|exit\.", left)
    assert max(columns(line) for line in said.splitlines()) <= 82


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "没有写命令"),
        (["campaign"], "没有写命令"),
        (["frobnicate"], "没有 frobnicate 这个命令"),
        (["misssing"], "没有 misssing 这个命令，是不是 missing"),
        (["purge"], "缺少 --before"),
        (["purge", "--before"], "--before 后面要写内容"),
        (["purge", "--yes=3"], "--yes 后面不能写内容"),
        (["purge", "--befor", "x"], "没有 --befor 这个选项，是不是 --before"),
        (["-z"], "没有 -z 这个选项"),
        (["roster", "import"], "缺少 名册.xlsx"),
        (["verify", "a", "b"], "多写了 b"),
        (["check", "--as", "song", "x"], "--as 不能是 song，只能是 auto, photo"),
    ],
)
def test_wrong_use_is_chinese(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"用法不对：{told}") and said.endswith(" --help 查看用法。\n")


def test_what_is_not_known_is_not_said_in_english() -> None:
    assert reason_text("Something new went wrong.") == "写得不对"


def test_lines_are_as_wide_as_they_look() -> None:
    assert wrapped("甲乙丙丁，戊 baosong", 8) == ["甲乙丙", "丁，戊", "baosong"]
    assert wrapped("", 8) == [""]
