"""What every kind of channel asks of its platform, what it makes of each answer, and its secrets nowhere."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterator
from pathlib import Path

import pytest

from domain.abilities import AttachmentKind
from domain.messages import Attachment, Outgoing, Problem, SendError
from tests.channels.cases import CASES, over
from tests.channels.harness import ChannelCase, Failure, Fetch, Probe, Send

CALLING = {kind: case for kind, case in CASES.items() if case.calling.unreachable is not None}

every_kind = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
every_calling = pytest.mark.parametrize("case", CALLING.values(), ids=CALLING)


@over("send", lambda case: case.calling.sends)
async def test_a_message_goes_out(case: ChannelCase, send: Send) -> None:
    async with case.calling.platform(send.answers) as platform:
        if isinstance(send.ends, Failure):
            with pytest.raises(SendError) as caught:
                await platform.channel.send(send.outgoing)
            send.ends.check(caught.value)
        else:
            assert await platform.channel.send(send.outgoing) == send.ends
        assert platform.asked == list(send.asked)


@over("fetch", lambda case: case.calling.fetches)
async def test_a_file_comes_in(case: ChannelCase, fetch: Fetch, tmp_path: Path) -> None:
    async with case.calling.platform(fetch.answers) as platform:
        if isinstance(fetch.ends, Failure):
            with pytest.raises(SendError) as caught:
                await platform.channel.fetch(fetch.media, tmp_path)
            fetch.ends.check(caught.value)
            assert list(tmp_path.iterdir()) == []
        else:
            fetched = await platform.channel.fetch(fetch.media, tmp_path)
            data, name = fetch.ends
            assert (fetched.path.read_bytes(), fetched.file_name, fetched.size) == (data, name, len(data))
            assert list(tmp_path.iterdir()) == [fetched.path]
        assert platform.asked == list(fetch.asked)


@over("probe", lambda case: case.calling.probes)
async def test_a_probe_proves_what_it_can(case: ChannelCase, probe: Probe) -> None:
    async with case.calling.platform(probe.answers) as platform:
        if probe.ends is None:
            await platform.channel.probe()
        else:
            with pytest.raises(SendError) as caught:
                await platform.channel.probe()
            probe.ends.check(caught.value)
        assert platform.asked == list(probe.asked)


def unsendable(case: ChannelCase) -> Iterator[Outgoing]:
    """What the channel's own figures say that the platform would cut or refuse."""
    abilities = case.receiving.channel.abilities
    yield Outgoing(channel=case.kind, receivers=("zhangsan",), text="")
    yield Outgoing(channel=case.kind, receivers=("zhangsan",), text="a" * (abilities.max_text_bytes + 1))
    yield Outgoing(channel=case.kind, receivers=(), text="好")
    yield Outgoing(channel=case.kind, receivers=tuple(f"m{n}" for n in range(abilities.max_receivers + 1)), text="好")


@every_calling
async def test_what_the_platform_would_cut_or_refuse_is_not_sent(case: ChannelCase) -> None:
    async with case.calling.platform([]) as platform:
        for outgoing in unsendable(case):
            with pytest.raises(SendError) as caught:
                await platform.channel.send(outgoing)
            assert caught.value.permanent
            assert caught.value.code is (Problem.REFUSED if outgoing.receivers else Problem.RECEIVER)
        assert platform.asked == []


@every_calling
async def test_what_a_channel_does_not_bring_is_refused_and_asked_of_nobody(case: ChannelCase, tmp_path: Path) -> None:
    file = tmp_path / "attachment"
    file.write_bytes(b"bytes of a file")
    async with case.calling.platform([]) as platform:
        for kind in set(AttachmentKind) - platform.channel.abilities.sends:
            attachment = Attachment(kind=kind, name="简报.png", path=file)
            outgoing = Outgoing(channel=case.kind, receivers=("zhangsan",), text="", attachment=attachment)
            with pytest.raises(SendError) as caught:
                await platform.channel.send(outgoing)
            assert (caught.value.code, caught.value.permanent) == (Problem.REFUSED, True)
        assert platform.asked == []


@every_kind
async def test_closing_twice_is_closing_once(case: ChannelCase) -> None:
    async with case.calling.platform([]) as platform:
        await platform.channel.close()
        await platform.channel.close()


# Secrets


def kept(case: ChannelCase, *shown: object) -> bool:
    return not any(secret in text for secret in case.calling.secrets for text in map(str, shown))


@every_calling
async def test_a_platform_out_of_reach_is_tried_again_and_told_without_secrets(
    case: ChannelCase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert case.calling.unreachable is not None
    channel = case.calling.unreachable()
    outgoing = Outgoing(channel=case.kind, receivers=("zhangsan",), text="好")
    calls: list[Awaitable[object]] = [channel.send(outgoing), channel.probe()]
    if case.calling.fetches:
        calls.append(channel.fetch(case.calling.unreachable_media, tmp_path))
    for call in calls:
        with pytest.raises(SendError) as caught:
            await call
        assert (caught.value.code, caught.value.permanent) == (Problem.BUSY, False)
        assert caught.value.retry_after
        assert kept(case, caught.value, caught.value.detail)
    await channel.close()
    assert kept(case, caplog.text)


@every_calling
async def test_a_platform_that_repeats_our_secrets_does_not_spread_them(
    case: ChannelCase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert case.calling.repeating is not None
    for secret in case.calling.secrets:
        async with case.calling.platform(case.calling.repeating(f"wrong <{secret}> given")) as platform:
            with pytest.raises(SendError) as caught:
                await platform.channel.send(Outgoing(channel=case.kind, receivers=("zhangsan",), text="好"))
        assert "wrong <***> given" in caught.value.detail
        assert kept(case, caught.value, caught.value.detail)
    assert kept(case, caplog.text)


@every_calling
def test_the_settings_do_not_show_their_secrets(case: ChannelCase) -> None:
    held = [secret for secret in case.calling.secrets if secret in vars(case.calling.settings).values()]
    assert held
    assert kept(case, repr(case.calling.settings))
