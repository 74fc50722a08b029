"""What a unit's dossier says, as data; the paper itself is made by ``formats.dossier``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.completeness import Counts
from domain.findings import Kind
from domain.selection import Level
from domain.statistics import StatisticsRow


@dataclass(frozen=True, kw_only=True)
class DossierAdoption:
    number: int
    what: str
    level: Level
    medium: str
    day: str


@dataclass(frozen=True, kw_only=True)
class DossierPicture:
    """``jpeg``: empty where it could not be had."""

    number: int
    caption: str
    jpeg: bytes


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """``days``: name, how it stands, what counts; ``counts``: of the days that are over or met, ``ahead`` of the rest.

    ``once``: name, deadline, how it stands. ``form`` None: the campaign asks for no form; empty: none has come.
    ``at``: local. ``adopted``: the first of so many, ``adoptions`` by level of all.
    """

    unit: str
    kind: str
    line: str
    above: str
    liaisons: tuple[str, ...]
    title: str
    counts: Counts
    ahead: int
    days: tuple[tuple[str, str, str], ...]
    material: Mapping[Kind, int]
    adoptions: Mapping[Level, int]
    adopted: tuple[DossierAdoption, ...]
    once: tuple[tuple[str, str, str], ...]
    form: tuple[StatisticsRow, ...] | None
    pictures: tuple[DossierPicture, ...]
    at: datetime
