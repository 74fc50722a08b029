"""Pages as a phone shows them, drawn for want of real screenshots: status bar, heading, lines of text, a picture."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

#: Pixels of the phone screens that pages are drawn for and photos cut to.
SCREENS = ((720, 1600), (1080, 1920), (1080, 2400), (1170, 2532), (1290, 2796), (1440, 3200))


def drawn_page(width: int, height: int, dark: bool) -> Image.Image:
    """A news page on a phone."""
    chance = random.Random(width * height)
    ground, ink = ((18, 18, 20), (225, 225, 225)) if dark else ((255, 255, 255), (30, 30, 30))
    page = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(page)
    unit = width // 36
    for x in (2, 3, 28, 30, 32):
        draw.rectangle((x * unit, unit // 2, x * unit + unit // 2, unit), fill=ink)
    y = 5 * unit
    while y < height - 3 * unit:
        for x in range(2, chance.choice((20, 33, 33)), 1):
            draw.rectangle((x * unit, y, x * unit + chance.randint(unit // 3, unit - 2), y + unit - 3), fill=ink)
        y += 2 * unit
    noise = Image.frombytes("RGB", (32, 24), chance.randbytes(32 * 24 * 3)).resize((width - 4 * unit, width // 2))
    page.paste(noise, (2 * unit, height // 3))
    return page
