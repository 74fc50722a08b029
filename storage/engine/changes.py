"""Typed writes: a change is a frozen dataclass whose fields are columns; a field left ``UNSET`` is not written."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Unset(Enum):
    """The type of ``UNSET``, which no column's value is: None is one."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


def columns(change: DataclassInstance) -> dict[str, Any]:
    """What is to be written, by column."""
    named = ((field.name, getattr(change, field.name)) for field in fields(change))
    return {name: value for name, value in named if value is not UNSET}
