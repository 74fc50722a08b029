"""The pages' scripts: every word they ask for is there, and they have none of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from domain.language.phrases import Verb, understand
from domain.submission import State
from formats.page.words import simulator_words, upload_page_words
from formats.words import simulator_page, upload
from formats.words.upload_page import SAID_TO_BOT
from handlers.simulator.problems import Code

STATIC = Path(__file__).parents[2] / "web" / "static"
SCRIPTS = [path for path in sorted(STATIC.rglob("*.js")) if "vendor" not in path.parts]
WORDS: Mapping[str, Mapping[str, str]] = {
    "simulator": simulator_words(characters=1, size=1),
    "upload": upload_page_words(),
}


def code(*scripts: Path) -> str:
    """The scripts without their comments."""
    lines = [line for script in scripts for line in script.read_text(encoding="utf-8").splitlines()]
    return "\n".join(re.sub(r"(^|\s)//.*", "", line) for line in lines)


def of_page(page: str) -> str:
    return code(*(script for script in SCRIPTS if script.parent.name == page))


@pytest.mark.parametrize("page", WORDS)
def test_every_word_that_is_asked_for_is_there(page: str) -> None:
    asked = set(re.findall(r'\bword\("(\w+)"', of_page(page)))
    assert asked and asked <= set(WORDS[page])


@pytest.mark.parametrize("page", WORDS)
def test_every_word_is_asked_for(page: str) -> None:
    """By its own name, or by what follows ``state_`` and ``caption_``."""
    literals = set(re.findall(r'"(\w+)"|\b(\w+): ', of_page(page) + code(STATIC / "upload" / "words.js")))
    named = {name for pair in literals for name in pair if name}
    unused = {word for word in WORDS[page] if not {word, re.sub("^(state|caption)_", "", word)} & named}
    assert unused == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_scripts_have_no_words_and_make_no_html(script: Path) -> None:
    text = code(script)
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", text) == []
    made = re.findall(r"innerHTML|insertAdjacentHTML|outerHTML|document\.write|eval\(", text)
    # The simulator's bubbles come from the server as it makes them for the page.
    assert made == (["innerHTML"] if script == STATIC / "simulator" / "main.js" else [])


def test_every_state_of_a_submission_has_its_word() -> None:
    assert set(upload.STATES) == {state.value for state in State}
    assert all(upload.STATES.values())


def test_every_problem_of_the_simulator_has_its_sentence() -> None:
    assert set(simulator_page.PROBLEMS) == {problem.value for problem in Code}


@pytest.mark.parametrize(
    ("name", "verb", "rest"), [("say_withdraw", Verb.WITHDRAW, ""), ("say_caption", Verb.CAPTION, "学生展示焊接")]
)
def test_what_a_script_says_to_the_bot_is_understood(name: str, verb: Verb, rest: str) -> None:
    said = SAID_TO_BOT[name].format(number=12, words="学生展示焊接")
    phrase = understand(said, today=date(2020, 11, 9), days=(), milestone_words={})
    assert (phrase.verb, phrase.numbers, phrase.rest) == (verb, (12,), rest)
    assert set(SAID_TO_BOT) == {"say_withdraw", "say_caption"}
