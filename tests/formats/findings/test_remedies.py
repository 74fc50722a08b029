"""The upload page is the way where the remedy says so, and nowhere else: the domain decides, the words follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.abilities import Abilities
from domain.findings import Code, Finding, Level
from domain.findings.remedies import Remedy, needs_upload_page, remedy_of
from formats.findings.examples import EXAMPLES
from formats.findings.finding import worded
from formats.words.findings import ADVICE, FINDINGS
from tests.support.findings import sample

CHANNELS = [Abilities(shrinks_photos=shrinks, files=files) for shrinks in (True, False) for files in (True, False)]


def findings() -> Iterator[Finding]:
    """One of every code, as refusal and as the advice that some are, with everything that has words of its own."""
    yield from EXAMPLES
    for code, wording in FINDINGS.items():
        for found in (None, *wording.cases):
            yield Finding(code=code, found=sample(found) if isinstance(found, type) else found)
        if wording.advised:
            yield Finding(code=code, level=Level.ADVICE)
    for code, wording in ADVICE.items():
        for found in (None, *wording.cases):
            assert not isinstance(found, type)
            yield Finding(code=code, found=found, level=Level.ADVICE)


@pytest.mark.parametrize("finding", sorted(findings(), key=repr), ids=lambda f: f"{f.code}-{f.level}-{f.found}")
def test_the_page_is_needed_where_the_words_send_there(finding: Finding) -> None:
    for channel in CHANNELS:
        assert needs_upload_page(finding, channel) == ("发“上传”" in worded(finding, channel).remedy), channel


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: f"shrinks={c.shrinks_photos}-files={c.files}")
def test_each_remedy_has_its_own_way(channel: Abilities) -> None:
    ways = {Remedy.ORIGINAL: channel.shrinks_photos, Remedy.FILE_AGAIN: not channel.files, Remedy.ANY: False}
    by_remedy = {remedy_of(finding): finding for finding in EXAMPLES}
    assert {remedy: needs_upload_page(finding, channel) for remedy, finding in by_remedy.items()} == ways


def test_advice_on_a_form_asks_for_nothing() -> None:
    wrong = Finding(code=Code.STATISTICS_UNIT)
    assert remedy_of(wrong) is Remedy.FILE_AGAIN
    assert remedy_of(replace(wrong, level=Level.ADVICE)) is Remedy.ANY
