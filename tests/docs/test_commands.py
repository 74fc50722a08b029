"""Every command that a document names can be typed: ``baosong`` with its options, and make's targets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest
import typer.main

from bot.cli import app
from tests.support.documents import codes, documents, fences, read, section, tables

#: Options that every command has.
COMMON = {"--config", "-c", "--help"}
_MAKE = re.compile(r"make ([a-z-]+)")


@cache
def known() -> dict[str, frozenset[str]]:
    """``roster import`` → its options, for every command."""
    return dict(_walk(typer.main.get_command(app), ""))


def _walk(command: Any, path: str) -> Iterator[tuple[str, frozenset[str]]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, frozenset(option for one in command.params for option in one.opts if option.startswith("-"))
        return
    for name, one in inner.items():
        yield from _walk(one, f"{path} {name}".strip())


def test_the_contract_lists_every_command_with_its_options() -> None:
    rows = tables(section("docs/contract.md", "Commands"))[0][1:]
    stated = {codes(row[0])[0]: set(codes(row[1])) for row in rows}
    assert stated == {name: set(options - COMMON) for name, options in known().items()}


def _called(text: str) -> Iterator[str]:
    """What follows ``baosong`` in each line of code and each piece of code in a sentence."""
    lines = [line for block in fences(text) for line in block.splitlines()]
    for code in [*lines, *codes(text)]:
        match = re.match(r"(?:\.venv/bin/)?(?:baosong|python -m bot) +(.+)", code)
        if match:
            yield match[1].split("  #")[0].strip()


def _is_known(call: str) -> bool:
    words = shlex.split(call)
    if words == ["--version"]:
        return True
    for length in (2, 1):
        options = known().get(" ".join(words[:length]))
        if options is not None:
            used = {word.partition("=")[0] for word in words[length:] if word.startswith("-")}
            return used <= options | COMMON
    return False


@pytest.mark.parametrize("name", documents())
def test_every_call_of_baosong_is_one(name: str) -> None:
    assert {call for call in _called(read(name)) if not _is_known(call)} == set()


@pytest.mark.parametrize("name", documents())
def test_every_make_target_is_one(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    text = read(name)
    mentioned = {match for code in [*fences(text), *codes(text)] for match in _MAKE.findall(code)}
    assert mentioned - targets == set()


def test_a_call_that_is_none_is_noticed() -> None:
    assert _is_known("roster import roster.xlsx --dry-run")
    assert not _is_known("roster import roster.xlsx --gently")
    assert not _is_known("forget")


def test_every_module_that_is_run_is_there() -> None:
    run = {
        module
        for name in documents()
        for code in [*fences(read(name)), *codes(read(name)), read(name)]
        for module in re.findall(r"python -m ((?:\w+\.)+\w+)", code)
    }
    assert len(run) > 1
    assert {module for module in run if find_spec(module) is None} == set()
