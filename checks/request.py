"""What a check is asked: one file, what its sender called it and means it as, and the rules it is held to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from domain.campaigns.rules import Rules
from domain.findings import Kind
from domain.statistics import StatisticsExpectation


@dataclass(frozen=True)
class PictureRequest:
    """A photo that is to be shown large (``checks.photos.large``)."""

    path: Path


@dataclass(frozen=True, kw_only=True)
class CheckRequest:
    """``kind`` None: told by content and name. ``caption``: of a photo. ``sender``: who is known to send a form.

    ``unit_names``: of the unit that sends it, where it is known.
    """

    path: Path
    name: str
    kind: Kind | None
    rules: Rules
    caption: str | None = None
    sender: StatisticsExpectation | None = None
    unit_names: tuple[str, ...] = ()
