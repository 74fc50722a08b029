"""PostgreSQL's own tools, where they are installed. Who connects is told by the environment: others see arguments."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from sqlalchemy import URL


class RestoreFailed(Exception):
    """``pg_restore`` could not bring the archive in; nothing of it was kept."""


class ToolMissing(Exception):
    """The archive wants ``pg_restore``, and there is none."""


async def dumped(url: URL, into: Path, snapshot: str) -> bool:
    """Whether ``pg_dump`` is there and knows this server: the database as ``snapshot`` sees it is then in ``into``."""
    tool = shutil.which("pg_dump")
    if tool is None:
        return False
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={into}")
    code, said = await _run(url, tool, *options)
    if "No space left" in said:
        raise OSError("No space left on device")
    return code == 0


async def restored(url: URL, archive: Path) -> None:
    """Bring the archive into an empty database, all or nothing. Raises ``ToolMissing`` and ``RestoreFailed``."""
    tool = shutil.which("pg_restore")
    if tool is None:
        raise ToolMissing
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={url.database}")
    code, said = await _run(url, tool, *options, str(archive))
    if code != 0:
        raise RestoreFailed(said)


async def _run(url: URL, *command: str) -> tuple[int, str]:
    """Exit code and what went to stderr."""
    host = url.host or url.query.get("host")
    values = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "LC_ALL": "C",
    }
    environment = {**os.environ, **{name: value for name, value in values.items() if value}}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")
