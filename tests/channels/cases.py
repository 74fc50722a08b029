"""The descriptions of all kinds: that of ``wecom-bot`` is the ``CASE`` of ``tests/channels/samples/wecom_bot.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

import pytest

from channels import registry
from domain.messages import Sent
from tests.channels.harness import ChannelCase, Failure


def case_of(kind: str) -> ChannelCase | None:
    """The samples of a kind, if it has any."""
    name = f"tests.channels.samples.{kind.replace('-', '_')}"
    if find_spec(name) is None:
        return None
    case: ChannelCase = import_module(name).CASE
    return case


def missing(kind: str) -> list[str]:
    """What a kind's description lacks; a real platform needs more than a rehearsal's."""
    case = case_of(kind)
    if case is None:
        return [f"tests/channels/samples/{kind.replace('-', '_')}.py"]
    receiving, calling, row = case.receiving, case.calling, registry.kinds()[kind]
    ends = {type(send.ends) for send in calling.sends.values()} | {type(it.ends) for it in calling.fetches.values()}
    needed: dict[str, object] = {
        "kind": case.kind == kind,
        "malformed": receiving.malformed,
        "sends": calling.sends,
        "probes": calling.probes,
        "a send that succeeds, a file that comes, a failure": ends == {Sent, Failure, *((tuple,) if row.hears else ())},
    }
    hearing: dict[str, object] = {"samples": receiving.samples, "fetches": calling.fetches}
    proving: dict[str, object] = {"proof": receiving.proof, "forged": receiving.forged}
    if not row.pulls:
        proving["unread"] = receiving.unread
    real: dict[str, object] = {
        "unreachable": calling.unreachable,
        "secrets": calling.secrets,
        "settings": calling.settings,
        "repeating": calling.repeating,
        "a probe that fails": any(probe.ends for probe in calling.probes.values()),
    }
    wanted = needed | (hearing if row.hears else {})
    if not row.rehearsal:
        wanted |= real | (proving if row.hears else {})
    return [name for name, there in wanted.items() if not there]


CASES: dict[str, ChannelCase] = {kind: case for kind in registry.kinds() if (case := case_of(kind)) is not None}


def over(
    name: str, items: Callable[[ChannelCase], Mapping[str, object]], cases: Mapping[str, ChannelCase] = CASES
) -> pytest.MarkDecorator:
    """Every item of every kind, called by the kind's name and its own."""
    named = ((f"{kind}-{id_}", case, item) for kind, case in cases.items() for id_, item in items(case).items())
    return pytest.mark.parametrize(("case", name), [pytest.param(case, item, id=id_) for id_, case, item in named])
