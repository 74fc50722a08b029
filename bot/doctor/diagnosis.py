"""What an examination finds: an id, how bad it is, and the values its sentence carries (``formats.words.doctor``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    GOOD = "good"
    #: It will run, but somebody will be surprised.
    ADVICE = "advice"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """``id`` is what was looked at (``database.schema``), ``code`` what was found there."""

    id: str
    grade: Grade
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def good(id_: str, code: str = "good", **values: object) -> Diagnosis:
    return _diagnosis(id_, Grade.GOOD, code, values)


def advice(id_: str, code: str, **values: object) -> Diagnosis:
    return _diagnosis(id_, Grade.ADVICE, code, values)


def bad(id_: str, code: str, **values: object) -> Diagnosis:
    return _diagnosis(id_, Grade.BAD, code, values)


def _diagnosis(id_: str, grade: Grade, code: str, values: Mapping[str, object]) -> Diagnosis:
    return Diagnosis(id=id_, grade=grade, code=code, values={name: str(value) for name, value in values.items()})
