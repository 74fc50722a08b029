"""How long a poster is looked for in a film that shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from checks.videos import poster


class Packet:
    """A packet of so many frames."""

    def __init__(self, frames: int) -> None:
        self.frames = frames

    def decode(self) -> list[VideoFrame]:
        return [VideoFrame(16, 16, "rgb24") for _ in range(self.frames)]


class Film:
    """A film as good as endless; ``read`` is how many of its packets were asked for, ``sought`` where they begin."""

    duration = 10_000_000

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.read = 0
        self.sought: list[int] = []

    def seek(self, offset: int) -> None:
        self.sought.append(offset)

    def demux(self, stream: object) -> Iterator[Packet]:
        while self.read < 10_000:
            self.read += 1
            yield Packet(self.frames)


class Video:
    class codec_context:
        width, height = 4096, 2560


def frames(film: Film, part: float, count: int) -> list[VideoFrame]:
    container, video = cast(InputContainer, film), cast(VideoStream, Video())
    return list(poster._frames(container, video, part, count))


def test_packets_without_pictures_are_not_read_for_ever() -> None:
    film = Film(frames=0)
    assert frames(film, 0.5, 8) == []
    assert (film.read, film.sought) == (201, [5_000_000])


@pytest.mark.parametrize(("count", "read", "shown"), [(1, 1, 1), (8, 8, 1), (9, 9, 2), (17, 17, 3)])
def test_every_eighth_of_so_many_frames_is_looked_at(count: int, read: int, shown: int) -> None:
    film = Film(frames=1)
    assert (len(frames(film, 0.5, count)), film.read) == (shown, read)


def test_further_frames_are_looked_for_where_they_cost_least() -> None:
    film = Film(frames=1)
    later = list(poster._later(cast(InputContainer, film), cast(VideoStream, Video())))
    assert film.sought == [1_000_000, 3_500_000, 7_000_000, 3_500_000]
    # One at each place; then as many as have 120 million pixels together, of which every eighth.
    assert (film.read, len(later)) == (3 + (120 << 20) // (4096 * 2560), 3 + 2)


@pytest.mark.parametrize(("light", "plain"), [(11, True), (13, False)])
def test_a_picture_of_few_shades_shows_nothing(light: int, plain: bool) -> None:
    # Half black, half grey: the standard deviation is half of that grey.
    picture = Image.new("L", (20, 20))
    picture.paste(light, (0, 0, 10, 20))
    assert poster._is_plain(picture) is plain
