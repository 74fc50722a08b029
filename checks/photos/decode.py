"""Decoding a JPEG small: the one pass over its coded data that everything about its looks comes from.

libjpeg can decode at 1/8 (its DC coefficients), which still reads every coded bit of a sequential picture: what it
makes of missing data, an exactly grey bottom, shows a picture that ends early though it was closed properly, and then
a strict decoder has the last word. Of a progressive picture only the first scans are needed for its looks; that the
others are whole is told by the structure (``checks.photos.jpeg``) and by the strict decoder.
"""

from __future__ import annotations

import io

from PIL import Image, JpegImagePlugin

from checks.photos.jpeg import Buffer, Jpeg

#: Enough for a thumbnail and for comparing pictures; the decoder scales by 1/8, 1/4 or 1/2 to stay above it.
SMALL_EDGE = 320
#: More than this is not spent on a picture in full size.
MAX_FULL_BYTES = 400_000_000
_EOI = b"\xff\xd9"
_GREY = 128
_COLOURS = 3


def small_picture(data: Buffer, jpeg: Jpeg) -> Image.Image | None:
    """The first picture of ``data``, not upright yet, at a long edge of 320 to 640 pixels or above; smaller ones whole.

    None when it cannot be decoded or ends early. ``jpeg`` is a walk without problem.
    """
    picture = _decoded(_bare(data, jpeg, jpeg.covered if jpeg.progressive else jpeg.end), "", SMALL_EDGE)
    if picture is None:
        return None
    doubtful = jpeg.progressive or _ends_plain(picture)
    # The strict decoder knows Huffman codes only: of an arithmetic-coded picture it would say that it is broken.
    if doubtful and not jpeg.arithmetic and _is_broken(_bare(data, jpeg, jpeg.end), jpeg):
        return None
    return picture


def full_size(data: Buffer, jpeg: Jpeg) -> Image.Image | None:
    """The whole picture, only its brightness where the decoder can leave out its colours.

    None when it cannot be decoded, or not in the memory there is.
    """
    inks = len(jpeg.components) if len(jpeg.components) > _COLOURS else 1
    if jpeg.pixels * inks + (jpeg.coefficient_bytes if jpeg.buffered else 0) > MAX_FULL_BYTES:
        return None
    return _decoded(_bare(data, jpeg, jpeg.end), "L", max(jpeg.width, jpeg.height))


def _bare(data: Buffer, jpeg: Jpeg, end: int) -> bytes:
    """The picture without application segments, so that a broken EXIF or ICC block cannot stop the decoder."""
    tables = b"".join(data[start:stop] for start, stop in jpeg.tables)
    return b"".join((b"\xff\xd8", tables, data[jpeg.scan : end], _EOI))


def _decoded(bare: bytes, mode: str, edge: int) -> Image.Image | None:
    try:
        picture = JpegImagePlugin.JpegImageFile(io.BytesIO(bare))
        scale = max(1, max(picture.size) // edge)
        # All at once: libjpeg cannot wait for more of arithmetic-coded data.
        picture.decodermaxblock = len(bare)
        picture.draft(mode or picture.mode, (max(1, picture.width // scale), max(1, picture.height // scale)))
        picture.load()
    except (OSError, SyntaxError, ValueError, IndexError, EOFError, KeyError, TypeError):
        return None
    return picture


def _ends_plain(picture: Image.Image) -> bool:
    """Whether the last line may be what a decoder makes of missing data: middle grey; in CMYK any one colour."""
    last_row = picture.crop((0, picture.height - 1, picture.width, picture.height))
    if picture.mode == "CMYK":
        return last_row.getcolors(1) is not None
    low, high = last_row.convert("L").getextrema()
    return isinstance(low, int) and isinstance(high, int) and low >= _GREY - 2 and high <= _GREY + 2


def _is_broken(bare: bytes, jpeg: Jpeg) -> bool:
    """Whether FFmpeg, told to stop at the first error, finds one. What it has no decoder for is not broken."""
    # FFmpeg takes longer to load than most photos to check, and few are in doubt.
    import av
    import av.error
    import av.logging

    av.logging.set_level(av.logging.PANIC)
    # Some ways to store colours it decodes at full size only.
    sizes: list[dict[str, str]] = [{"lowres": "3"}]
    if jpeg.pixels * len(jpeg.components) <= MAX_FULL_BYTES:
        sizes.append({})
    for options in sizes:
        context = av.CodecContext.create("mjpeg", "r")
        context.thread_count = 1
        context.options = {"err_detect": "explode", **options}
        try:
            context.decode(av.Packet(bare))
        except av.error.InvalidDataError:
            return True
        except (av.error.FFmpegError, ValueError):
            continue
        return False
    return False
