"""The pages' scripts: every word they ask for is there, and they have none of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from domain.findings import Kind
from domain.language.acts import CaptionText, GiveCaption, Withdraw
from domain.language.decide import decide
from domain.language.decisions import Decision, Situation
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import Vocabulary
from domain.obligation import Standing
from domain.submission import State
from formats.page.words import simulator_words, upload_page_words
from formats.words import simulator_page, upload
from formats.words.upload_page import SAID_TO_BOT
from handlers.conversation import from_page
from handlers.simulator.problems import Code
from web.tus.protocol import BASE

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


def test_scripts_know_where_uploads_go() -> None:
    assert f'export const UPLOADS = "{BASE}";' in (STATIC / "upload" / "transfer.js").read_text(encoding="utf-8")
    assert [script.name for script in SCRIPTS if f'"{BASE}' in code(script)] == ["transfer.js"]


def test_the_vendored_tus_client_is_the_one_whose_types_are_checked() -> None:
    versions = json.loads((STATIC.parents[1] / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    assert f"| npm `tus-js-client`, `dist/tus.min.js` | {versions['tus-js-client']} |" in readme


def test_the_lock_of_the_tools_names_no_registry() -> None:
    lock = json.loads((STATIC.parents[1] / "package-lock.json").read_text(encoding="utf-8"))
    assert len(lock["packages"]) > 10
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


@pytest.mark.parametrize("page", WORDS)
def test_every_word_is_asked_for(page: str) -> None:
    """By its own name, or by what follows ``state_`` and ``caption_``."""
    literals = set(re.findall(r'"(\w+)"|\b(\w+): ', of_page(page) + of_page("shared")))
    named = {name for pair in literals for name in pair if name}
    unused = {word for word in WORDS[page] if not {word, re.sub("^(state|caption)_", "", word)} & named}
    assert unused == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_scripts_have_no_words_and_make_no_html(script: Path) -> None:
    text = code(script)
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", text) == []
    made = re.findall(r"innerHTML|insertAdjacentHTML|outerHTML|document\.write|eval\(", text)
    # The simulator's bubbles come from the server as it makes them for the page.
    assert made == (["innerHTML"] if script == STATIC / "simulator" / "talk.js" else [])


def members(script: str, name: str) -> set[str]:
    """The members of a closed type of a script, which its type check holds the script to."""
    (found,) = re.findall(
        rf"@typedef \{{([^}}]+)\}} {name}\b", (STATIC / "upload" / script).read_text(encoding="utf-8")
    )
    return set(re.findall(r'"(\w+)"', found))


@pytest.mark.parametrize(
    ("name", "vocabulary"), [("SubmissionState", State), ("SubmissionKind", Kind), ("Standing", Standing)]
)
def test_scripts_know_the_vocabularies_of_the_domain(name: str, vocabulary: type[StrEnum]) -> None:
    assert members("news.js", name) == {member.value for member in vocabulary}


def test_every_state_has_its_word() -> None:
    assert set(upload.STATES) == {state.value for state in State}
    assert all(upload.STATES.values())
    local = members("row.js", "LocalPhase") | members("transfer.js", "TransferState")
    assert {name for name in WORDS["upload"] if name.startswith("state_")} == {f"state_{phase}" for phase in local}
    captions = {f"caption_{state}" for state in members("caption.js", "CaptionState")}
    assert captions <= set(WORDS["upload"])
    assert members("row.js", "Action") <= set(WORDS["upload"])


def test_every_problem_of_the_simulator_has_its_sentence() -> None:
    assert set(simulator_page.PROBLEMS) == {problem.value for problem in Code}


@pytest.mark.parametrize("words", ["学生展示焊接", "今天谁讲得好？", "好的"])
def test_what_a_script_says_to_the_bot_is_done(words: str) -> None:
    """Whatever stands in the field of a caption is one."""
    caption = GiveCaption(captions=(CaptionText(text=words, numbers=(12,)),))
    assert from_page.act_of(decided(SAID_TO_BOT["say_caption"].format(number=12, words=words))) == caption
    withdrawal = decided(SAID_TO_BOT["say_withdraw"].format(number=12, words=""))
    assert from_page.act_of(withdrawal) == Withdraw(numbers=(12,))
    assert set(SAID_TO_BOT) == {"say_withdraw", "say_caption"}


def decided(said: str) -> Decision:
    words = Vocabulary(today=date(2020, 11, 9))
    return decide(read(normalised(said), words), Situation(reports=True), words)
