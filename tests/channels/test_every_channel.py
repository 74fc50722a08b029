"""Every kind of channel has samples; every callback of theirs is read as it is and refused as soon as it is damaged.

The descriptions are in ``tests/channels/samples/``, what is asked of the platforms in ``test_every_channels_calls``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels import registry
from channels.contract import Callback
from domain.messages import CallbackError, Forged, Malformed, MessageKind, Stale, storable
from tests.channels.cases import CASES, missing, over
from tests.channels.harness import ChannelCase, Proof, Sample, Unread

PROVING = {kind: case for kind, case in CASES.items() if case.receiving.proof is not None}

every_kind = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
every_proving = pytest.mark.parametrize("case", PROVING.values(), ids=PROVING)
every_sample = over("sample", lambda case: case.receiving.samples)
every_provable_sample = over("sample", lambda case: case.receiving.samples, PROVING)


@pytest.mark.parametrize("kind", registry.kinds())
def test_a_kind_has_samples_of_everything(kind: str) -> None:
    assert missing(kind) == []


# Callbacks


def sealed(case: ChannelCase, wire: str, age: timedelta = timedelta()) -> Callback:
    """The platform's POST made so long before it arrives."""
    return case.receiving.seal(wire, case.receiving.now - age)


def proof_of(case: ChannelCase) -> Proof:
    assert case.receiving.proof is not None
    return case.receiving.proof


def with_parameter(callback: Callback, name: str, value: str | None) -> Callback:
    """The callback with one part of its proof changed, or left out (None)."""
    within = callback.query if name in callback.query else callback.headers
    rest = {key: text for key, text in within.items() if key != name}
    changed = rest if value is None else {**rest, name: value}
    return replace(callback, query=changed) if within is callback.query else replace(callback, headers=changed)


def parameter(callback: Callback, name: str) -> str:
    return callback.query.get(name) or callback.headers[name]


@every_sample
def test_a_message_is_understood(case: ChannelCase, sample: Sample) -> None:
    received = case.receiving.channel.receive(sealed(case, sample.wire))
    assert tuple(received.messages) == sample.means
    assert (received.answer, received.hint) == (sample.answer, sample.hint)


@every_kind
def test_a_message_is_named_by_its_channel_and_by_an_id_of_its_own(case: ChannelCase) -> None:
    messages = [message for sample in case.receiving.samples.values() for message in sample.means]
    assert case.kind == case.receiving.channel.name
    assert {message.channel for message in messages} <= {case.kind}
    assert len({message.external_id for message in messages}) == len(messages)


@every_sample
def test_what_answers_a_message_is_a_secret_and_what_is_gone_soon_is_told_in_time(
    case: ChannelCase, sample: Sample
) -> None:
    for message in case.receiving.channel.receive(sealed(case, sample.wire)).messages:
        assert not message.reply or message.reply not in repr(message)
        assert message.reply_until is None or message.reply_until > case.receiving.now
        assert message.fetch_by is None or (message.media and message.fetch_by > case.receiving.now)
        assert message.addressed or message.group


@every_sample
def test_a_redelivered_message_keeps_its_id(case: ChannelCase, sample: Sample) -> None:
    twice = [case.receiving.channel.receive(sealed(case, sample.wire)).messages for _ in range(2)]
    assert [message.external_id for message in twice[0]] == [message.external_id for message in twice[1]]


@every_kind
def test_a_kind_nobody_has_heard_of_is_kept_and_its_sender_hears_of_it(case: ChannelCase) -> None:
    callback = sealed(case, case.receiving.unheard)
    row = registry.kinds()[case.kind]
    if row.rehearsal or not row.hears:
        with pytest.raises(Malformed):
            case.receiving.channel.receive(callback)
    elif row.pulls:
        # What people send is not in it, and the platform has something all the same.
        assert not case.receiving.channel.receive(callback).messages
    else:
        (message,) = case.receiving.channel.receive(callback).messages
        assert message.kind is MessageKind.UNREAD
        assert message.sender and message.raw == case.receiving.unheard


@over("unread", lambda case: case.receiving.unread)
def test_what_cannot_be_read_in_a_good_envelope_is_kept_as_it_came(case: ChannelCase, unread: Unread) -> None:
    (message,) = case.receiving.channel.receive(unread.callback).messages
    assert (message.sender, message.kind) == (unread.sender, unread.kind)
    assert unread.keeps in message.raw
    assert storable(message.raw + message.text + message.external_id + message.media + message.file_name)
    assert 0 < len(message.external_id) <= 200
    assert abs(message.sent_at - case.receiving.now) < timedelta(days=1000)
    (again,) = case.receiving.channel.receive(unread.callback).messages
    assert again.external_id == message.external_id


@over("unread", lambda case: case.receiving.unread)
def test_what_cannot_be_read_is_no_less_checked(case: ChannelCase, unread: Unread) -> None:
    name = proof_of(case).signature
    with pytest.raises(Forged):
        case.receiving.channel.receive(with_parameter(unread.callback, name, "0" * 40))


@over("callback", lambda case: case.receiving.malformed)
def test_what_cannot_be_the_platforms_is_malformed(case: ChannelCase, callback: Callback) -> None:
    with pytest.raises(Malformed):
        case.receiving.channel.receive(callback)


@every_sample
def test_a_body_cut_short_is_refused(case: ChannelCase, sample: Sample) -> None:
    callback = sealed(case, sample.wire)
    length = len(callback.body)
    for kept in {0, 1, 5, length // 2, length - 7, length - 1}:
        with pytest.raises(case.receiving.cut_short):
            case.receiving.channel.receive(replace(callback, body=callback.body[:kept]))


@over("callback", lambda case: case.receiving.forged)
def test_what_is_somebody_elses_is_forged(case: ChannelCase, callback: Callback) -> None:
    with pytest.raises(Forged):
        case.receiving.channel.receive(callback)


@every_provable_sample
def test_a_bad_signature_is_forged(case: ChannelCase, sample: Sample) -> None:
    callback, name = sealed(case, sample.wire), proof_of(case).signature
    good = parameter(callback, name)
    for bad in ("", "0" * len(good), good[:-1], good.swapcase() + "é", "\udc80"):
        with pytest.raises(Forged):
            case.receiving.channel.receive(with_parameter(callback, name, bad))


@over(
    "sample_and_name",
    lambda case: {
        f"{id_}-{name}": (sample, name)
        for id_, sample in case.receiving.samples.items()
        for name in proof_of(case).parameters
    },
    PROVING,
)
def test_a_missing_or_changed_parameter_is_forged(case: ChannelCase, sample_and_name: tuple[Sample, str]) -> None:
    sample, name = sample_and_name
    callback = sealed(case, sample.wire)
    for value in (None, parameter(callback, name) + "1"):
        with pytest.raises(Forged):
            case.receiving.channel.receive(with_parameter(callback, name, value))


@every_provable_sample
def test_another_messages_proof_is_forged(case: ChannelCase, sample: Sample) -> None:
    if not proof_of(case).covers_body:
        return
    one, another = sealed(case, sample.wire), sealed(case, sample.wire)
    with pytest.raises(Forged):
        case.receiving.channel.receive(replace(one, body=another.body))


@every_provable_sample
@pytest.mark.parametrize("beyond", [timedelta(seconds=1), timedelta(days=1)], ids=str)
@pytest.mark.parametrize("direction", [1, -1], ids=["stale", "from the future"])
def test_a_time_outside_the_window_is_forged(
    case: ChannelCase, sample: Sample, beyond: timedelta, direction: int
) -> None:
    callback = sealed(case, sample.wire, direction * (proof_of(case).window + beyond))
    with pytest.raises(Stale) as caught:
        case.receiving.channel.receive(callback)
    assert caught.value.ahead == direction * (proof_of(case).window + beyond).total_seconds()
    # Only who can sign tells a time: anybody may send one that is signed by nobody.
    with pytest.raises(Forged) as forged:
        case.receiving.channel.receive(with_parameter(callback, proof_of(case).signature, "0" * 40))
    assert not isinstance(forged.value, Stale)


@every_provable_sample
@pytest.mark.parametrize("direction", [1, 0, -1])
def test_a_time_at_the_edge_of_the_window_is_believed(case: ChannelCase, sample: Sample, direction: int) -> None:
    callback = sealed(case, sample.wire, direction * proof_of(case).window)
    assert tuple(case.receiving.channel.receive(callback).messages) == sample.means


@every_proving
def test_a_body_at_the_limit_is_read_and_a_longer_one_is_not(case: ChannelCase) -> None:
    proof = proof_of(case)
    at, beyond = proof.sized(proof.max_body), proof.sized(proof.max_body + 1)
    assert (len(at.body), len(beyond.body)) == (proof.max_body, proof.max_body + 1)
    received = case.receiving.channel.receive(at)
    assert received.messages or received.hint
    with pytest.raises(Malformed):
        case.receiving.channel.receive(beyond)


@every_kind
@settings(deadline=None)
@given(data=st.data())
def test_noise_never_gets_through(case: ChannelCase, data: st.DataObject) -> None:
    names = case.receiving.proof.parameters if case.receiving.proof else ("x",)
    noise = data.draw(st.dictionaries(st.sampled_from(names), st.text()))
    callback = Callback(query=noise, headers=noise, body=data.draw(st.binary()), at=case.receiving.now)
    with pytest.raises(CallbackError):
        case.receiving.channel.receive(callback)
    with pytest.raises(CallbackError):
        case.receiving.channel.verify(callback)


@every_kind
def test_the_address_check_is_answered_with_what_the_console_wants_to_hear(case: ChannelCase) -> None:
    if case.receiving.echo is None:
        with pytest.raises(Malformed):
            case.receiving.channel.verify(Callback(query={}, headers={}, body=b"", at=case.receiving.now))
    else:
        callback, wanted = case.receiving.echo
        assert case.receiving.channel.verify(callback) == wanted


@over("wrong", lambda case: case.receiving.wrong_echoes)
def test_a_wrong_address_check_is_refused(case: ChannelCase, wrong: tuple[Callback, type[CallbackError]]) -> None:
    callback, error = wrong
    with pytest.raises(error):
        case.receiving.channel.verify(callback)
