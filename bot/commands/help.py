"""The help of every command in Chinese: typer's own words are replaced where they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from formats.operator.columns import definitions, wrapped
from formats.words import usage

#: What every command's context writes its help with.
_Context: Any = TyperGroup.context_class
_Formatter: Any = _Context.formatter_class


class ChineseHelp(_Formatter):  # type: ignore[misc]
    """Headings, the usage line, and what typer adds to an option's own sentence."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"{usage.USAGE}{prog} {usage.usage_line(args)}\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{usage.heading(heading)}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        self.write("".join(f"{indent}{line}\n" for line in wrapped(text, self.width - len(indent))))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        told = [(usage.help_name(name), usage.help_line(said)) for name, said in rows]
        lines = definitions(told, indent=self.current_indent, width=self.width, widest=col_max)
        self.write("".join(f"{line}\n" for line in lines))


def speak_chinese() -> None:
    """For every command there is: their contexts are made by typer, which has no setting for it."""
    _Context.formatter_class = ChineseHelp
