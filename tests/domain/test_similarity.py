"""When two pictures are the same one, at the edge of each number that decides it."""

from __future__ import annotations

import pytest

from domain.similarity import fingerprint_distance, same_picture, view_distance

BYTES = 28


def view(*bits: range) -> bytes:
    """A view in which these bits are set."""
    return sum(1 << bit for part in bits for bit in part).to_bytes(BYTES, "big")


def test_fingerprints_differ_in_bits() -> None:
    assert fingerprint_distance(0b1011, 0b0110) == 3


@pytest.mark.parametrize(("differing", "same"), [(32, True), (33, False)])
def test_so_many_bits_may_differ(differing: int, same: bool) -> None:
    # Of 200 bits and more that either has set, 33 are still a small share.
    one, other = view(range(200)), view(range(differing // 2, 200), range(200, 200 + differing - differing // 2))
    assert view_distance(one, other)[0] == differing
    assert same_picture(one, other) is same


@pytest.mark.parametrize(("shared", "same"), [(42, True), (41, False)])
def test_what_differs_must_be_a_small_share(shared: int, same: bool) -> None:
    # Eight bits of each are its own: 16 of 100 is the most, 16 of 98 is more.
    one = view(range(shared), range(100, 108))
    other = view(range(shared), range(200, 208))
    assert view_distance(one, other) == (16, 16 / (2 * shared + 16))
    assert same_picture(one, other) is same


def test_one_pictures_whole_is_compared_with_every_view_of_the_other() -> None:
    whole, cropped, strange = view(range(100)), view(range(50, 150)), view(range(150, 220))
    assert same_picture(whole, strange + whole)
    assert same_picture(strange + whole, whole)
    # Two crops alike say nothing.
    assert not same_picture(whole + cropped, strange + cropped)


@pytest.mark.parametrize(("one", "other"), [(b"", b""), (b"", view(range(9))), (view(range(9)), b"short")])
def test_views_that_are_missing_are_like_nothing(one: bytes, other: bytes) -> None:
    assert view_distance(one, other) == (224, 1.0)
    assert not same_picture(one, other)
