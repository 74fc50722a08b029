"""The options every command shares, and what they lead to: the settings, a file to write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failure import Failure
from bot.settings.load import choose, load
from bot.settings.tables import Settings
from formats.words.operator import error_text
from formats.words.system import reason_of

Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="文件", help="设置文件；不写时用 BAOSONG_CONFIG 或 config.toml"),
]
Force = Annotated[bool, typer.Option("--force", help="文件已经有了也写，盖掉原来的")]
Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]


def settings_of(config: Path | None) -> Settings:
    """The settings a command runs with. Raises ``ConfigError``."""
    return load(choose(config))


def write(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file the operator asked for, over another only when told to. Raises ``Failure``."""
    if path.is_dir():
        raise Failure(error_text("exists", path=path))
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise Failure(error_text("file_exists", path=path)) from error
    except OSError as error:
        raise Failure(error_text("cannot_write", path=path, reason=reason_of(error))) from error
