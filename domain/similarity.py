"""Whether two pictures are the same one: told from what was noted of each, never from the pictures themselves.

Two steps, because a campaign may have 60,000 photos. The *fingerprint* (60 bits) finds the few that could be meant: the
same picture, recompressed, resized, mildly recoloured or cropped by up to 5 %, stays within ``NEAR_BITS``. The *views*
decide: sixteen descriptions, one of the whole picture and fifteen of what cropping its edges by up to 5 % would leave;
one picture's whole is compared with every view of the other. How the numbers were chosen: ``docs/thresholds.md``.
"""

from __future__ import annotations

#: Fingerprints that differ in more bits are of different pictures.
NEAR_BITS = 17
#: Views that differ in at most so many of their ``VIEW_BYTES * 8`` bits show the same picture, …
SAME_BITS = 32
#: … if that is also a small share of the bits either has set: two evening skies have few, and those alike.
SAME_SHARE = 0.16
VIEW_BYTES = 28


def fingerprint_distance(one: int, other: int) -> int:
    """Number of bits in which two fingerprints differ."""
    return (one ^ other).bit_count()


def view_distance(one: bytes, other: bytes) -> tuple[int, float]:
    """How far the whole of one picture is from the nearest view of the other: bits, and share of the bits set (0–1).

    Views that are missing (a file that could not be decoded, a plain picture) are like nothing.
    """
    mine, theirs = _split(one), _split(other)
    if not mine or not theirs:
        return VIEW_BYTES * 8, 1.0
    pairs = [(mine[0], view) for view in theirs] + [(theirs[0], view) for view in mine]
    bits, whole, view = min(((whole ^ view).bit_count(), whole, view) for whole, view in pairs)
    return bits, bits / max(1, whole.bit_count() + view.bit_count())


def same_picture(one: bytes, other: bytes) -> bool:
    bits, share = view_distance(one, other)
    return bits <= SAME_BITS and share <= SAME_SHARE


def _split(views: bytes) -> list[int]:
    """The views as numbers, the whole picture's first."""
    last = len(views) - VIEW_BYTES
    return [int.from_bytes(views[i : i + VIEW_BYTES], "big") for i in range(0, last + 1, VIEW_BYTES)]
