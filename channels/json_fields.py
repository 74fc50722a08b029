"""What platforms say in JSON, read so that nothing in it can surprise: an object or none, a text or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from domain.messages import made_storable


def json_object(document: str | bytes) -> dict[str, Any]:
    """Empty when it is no JSON object."""
    try:
        fields = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """As a database can hold it; empty when it is not there, or no text."""
    value = fields.get(name)
    return made_storable(value) if isinstance(value, str) else ""
