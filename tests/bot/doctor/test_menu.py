"""The menu of a WeCom app: set by ``doctor --fix-menu`` alone, and all of it is understood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.doctor import checks
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import Vocabulary
from formats.words.menu import MENU
from tests.bot.doctor.test_doctor import NOW, settings, wecom
from tests.support.fakes.wecom_platform import FakeWecom


@pytest.mark.parametrize("words", [words for entries in MENU.values() for words in entries])
def test_the_bot_understands_what_stands_on_it(words: str) -> None:
    reading = read(normalised(words, words), Vocabulary(today=date(2020, 11, 9)))
    assert reading.questions or (reading.said is not None), words


@pytest.mark.parametrize("fix", [True, False])
async def test_it_is_set_when_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fix: bool) -> None:
    monkeypatch.chdir(tmp_path)
    async with FakeWecom() as platform:
        found = settings(wecom(platform.base_url))
        seen = [one async for one in checks.examine(found, NOW, fix_menu=fix)]
        assert ("menu_set" in [one.code for one in seen if one.id == "channel.wecom"]) is fix
        shown = {group["name"]: tuple(entry["key"] for entry in group["sub_button"]) for group in platform.menu}
        assert shown == (dict(MENU) if fix else {})


async def test_a_menu_that_is_not_taken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with FakeWecom() as platform:
        platform.fail_next("menu/create", 50001)
        seen = [one async for one in checks.examine(settings(wecom(platform.base_url)), NOW, fix_menu=True)]
        assert [one.code for one in seen if one.id == "channel.wecom"][-1] == "unclear"
        assert platform.menu == []
