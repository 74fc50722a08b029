"""Acts and questions as plain data and back: offered choices are stored until they are taken."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from domain.language import acts, questions

_CLASSES: dict[str, Any] = {
    name: value
    for module in (acts, questions)
    for name, value in vars(module).items()
    if isinstance(value, type) and (is_dataclass(value) or value is questions.Topic)
}


def as_data(value: Any) -> Any:
    """Nothing but dicts, lists, strings, numbers and None, fit for ``json.dumps``."""
    if isinstance(value, questions.Topic):
        return {"is": "Topic", "value": str(value)}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    if isinstance(value, tuple):
        return [as_data(part) for part in value]
    if is_dataclass(value):
        said = {f.name: as_data(getattr(value, f.name)) for f in fields(value)}
        return {"is": type(value).__name__, **said}
    return value


def from_data(data: Any) -> Any:
    """What ``as_data`` was given. Raises ``KeyError`` or ``TypeError`` for data of another version."""
    if isinstance(data, list):
        return tuple(from_data(part) for part in data)
    if not isinstance(data, dict):
        return data
    name = data["is"]
    if name == "date":
        return date.fromisoformat(data["value"])
    if name == "Topic":
        return questions.Topic(data["value"])
    return _CLASSES[name](**{key: from_data(part) for key, part in data.items() if key != "is"})
