"""The command line: the list of commands, and the one place where whatever went wrong becomes a sentence.

Exit codes: 0 good, 1 the thing asked about is not good, 2 wrong use or broken configuration. Never a traceback.
"""

from __future__ import annotations

import os
import sys
from pathlib import PurePath
from traceback import extract_tb
from typing import Annotated, Any

import typer

from bot.commands.failure import BAD, BROKEN, Failure
from bot.commands.help import speak_chinese
from bot.commands.lazy import LazyGroup
from bot.console import readable, readable_files
from bot.leaving import Leaving
from formats.words.operator import error_text, problems_text
from formats.words.system import reason_of
from formats.words.usage import reason_text

speak_chinese()

app = typer.Typer(
    name="baosong",
    cls=LazyGroup,
    help="报送：收材料、查材料、催材料、报情况的聊天机器人。",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(version("baosong"))
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本号。", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """What is asked of the program itself; each command brings its own options."""


#: The class of everything that is wrong with a command line; typer shows it only as the base of this one.
_UsageError: Any = typer.BadParameter.__bases__[0]


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit."""
    leaving = Leaving()
    readable_files()
    leaving.with_code(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code. What went wrong has been said on stderr. Its files are its user's alone."""
    before = os.umask(0o077)
    readable()
    try:
        outcome = app(args=arguments, prog_name="baosong", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except BrokenPipeError:
        # The reader has had enough (head, less): nothing more to say, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD
    except Exception as error:
        text, code = _said(error)
        print(text, file=sys.stderr)
        return code
    finally:
        os.umask(before)


def _said(error: Exception) -> tuple[str, int]:
    if isinstance(error, Failure):
        return error.text, error.exit_code
    if isinstance(error, typer.Abort):
        return error_text("interrupted"), BAD
    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "baosong"
        return error_text("usage", reason=reason_text(error.format_message()), command=command), BROKEN
    if isinstance(error, OSError):
        return error_text("disk", reason=reason_of(error)), BROKEN
    return _said_of_ours(error)


def _said_of_ours(error: Exception) -> tuple[str, int]:
    # Whoever raised one of these has loaded them already; no other command should wait for it.
    from bot.settings.load import ConfigError
    from domain.campaigns.file import CampaignFileError
    from storage.engine.database import DatabaseUnavailable
    from storage.engine.migrate import SchemaTooNew

    if isinstance(error, ConfigError | CampaignFileError):
        return problems_text(error.problems), BROKEN
    if isinstance(error, SchemaTooNew):
        return error_text("schema_newer"), BROKEN
    if isinstance(error, DatabaseUnavailable):
        return error_text("database"), BROKEN
    return error_text("unexpected", reason=_where(error)), BROKEN


def _where(error: Exception) -> str:
    """What and where, without the values it carries: ``KeyError, roster.py:31``."""
    frames = extract_tb(error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__}, {place}"
