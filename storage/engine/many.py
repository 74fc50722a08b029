"""Any number of ids in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection


def among(connection: AsyncConnection, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """``column`` is one of ``ids``, all of which are one parameter: databases take only some 32,000."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(ids), ARRAY(BigInteger)))
    given = func.json_each(literal(json.dumps(list(ids)))).table_valued("value")
    return column.in_(select(given.c.value))
