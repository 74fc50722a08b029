"""Small photos nobody took, each different from the others."""

from __future__ import annotations

import io
import random

from PIL import Image


def picture(seed: int, *, width: int = 240, height: int = 180) -> bytes:
    """A JPEG of coloured blocks, a few kilobytes long."""
    colours = random.Random(seed)
    blocks = Image.frombytes("RGB", (12, 9), colours.randbytes(12 * 9 * 3))
    written = io.BytesIO()
    blocks.resize((width, height), Image.Resampling.NEAREST).save(written, "JPEG", quality=90)
    return written.getvalue()
