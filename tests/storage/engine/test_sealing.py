"""What is sealed: read with its own key alone, alike where it is alike, and never to be mistaken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine.sealing import PREFIX, Seal, SealBroken, is_sealed
from storage.engine.tokens import new_token
from tests.support.documents import read

SEAL, OTHER = Seal("k" * 32), Seal("l" * 32)
TOKEN = "dGhpcyBpcyBubyByZWFsIHRva2VuIQ"


@given(st.text(st.characters(), min_size=1))
def test_what_is_sealed_is_opened_by_its_own_key_alone(text: str) -> None:
    sealed = SEAL.sealed(text)
    assert is_sealed(sealed) and SEAL.opened(sealed) == text == SEAL.opened(SEAL.guarded(text))
    assert sealed == Seal("k" * 32).sealed(text)
    with pytest.raises(SealBroken):
        OTHER.opened(sealed)


@pytest.mark.parametrize(
    ("text", "sealed"),
    [
        (f"打开 http://a.example/u/{TOKEN}。", True),
        (f"打开 http://a.example/u/{TOKEN[:19]}", False),
        ("请发：绑定 7K3M9PXQ", True),
        ("（邀请码 7K3M9PXQ）", True),
        ("绑定7K3M9PXQ吧", True),
        ("电话 13800000009", False),
        ("7K3M9PX", False),
        ("今天还有 3 个单位没交", False),
        (PREFIX, True),
        (f"{PREFIX}forged", True),
        ("", False),
    ],
)
def test_what_holds_a_link_or_a_code_is_guarded(text: str, sealed: bool) -> None:
    kept = SEAL.guarded(text)
    assert is_sealed(kept) is sealed
    assert (kept == text) is not sealed
    assert SEAL.opened(kept) == text


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(/\S*\{token\})", read("docs/contract.md")))))
def test_every_address_that_a_token_opens_is_guarded(path: str) -> None:
    address = "http://a.example" + path.replace("{token}", new_token())
    assert is_sealed(SEAL.guarded(f"打开 {address}"))


def test_nothing_stays_nothing() -> None:
    assert SEAL.sealed("") == SEAL.opened("") == ""


@pytest.mark.parametrize("data", ["", "A", "AAAA", "not Base64!", "密", SEAL.sealed("x")[len(PREFIX) :] + "AAAA"])
def test_what_was_changed_is_told(data: str) -> None:
    with pytest.raises(SealBroken):
        SEAL.opened(PREFIX + data)
