"""What keeps the data: which database, of which version."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection


async def database(connection: AsyncConnection) -> str:
    """``PostgreSQL 16.4``, ``SQLite 3.45.1``."""
    if connection.dialect.name == "sqlite":
        return f"SQLite {await connection.scalar(select(func.sqlite_version()))}"
    version = str(await connection.scalar(text("SHOW server_version")))
    return f"PostgreSQL {version.split()[0]}"
