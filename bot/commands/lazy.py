"""The list of commands as typer's group that loads a command's module only when that command is called.

Importing all of them takes over a second of CPU: SQLAlchemy, aiohttp, openpyxl and what else one of them needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from bot.commands import LISTED


class LazyGroup(TyperGroup):
    """What ``LISTED`` lists."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = _Commands()

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list itself: typer would load every command for its line."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.help) for name, listed in LISTED.items()])


class _Commands(Mapping[str, Any]):
    """Name → command; loaded when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        return load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(LISTED)

    def __len__(self) -> int:
        return len(LISTED)


def load(name: str) -> Any:
    """The command of that name, or the group of commands. Raises ``KeyError`` where none is listed."""
    module = LISTED[name].module
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    # With one command alone typer would make that command the program.
    app.callback()(lambda: None)
    import_module(f"bot.commands.{module}").register(app)
    group: Any = typer.main.get_command(app)
    return group.commands[name]
