"""A QR code as SVG: shapes and attributes alone, no style, as the pages' policy asks."""

from __future__ import annotations

import segno


def qr_svg(text: str) -> str:
    return segno.make_qr(text, error="m").svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
