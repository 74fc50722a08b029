"""``baosong serve``, ``web``, ``worker``, ``listen``: the running program, whole or in its parts."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path

import typer

from bot.commands import LISTED
from bot.commands.failure import BROKEN, Failure
from bot.commands.options import Config, settings_of
from bot.doctor.diagnosis import Diagnosis
from bot.settings.tables import Settings
from formats.operator.roster import roster_problems_text
from formats.words import doctor as doctor_texts
from formats.words import operator as texts
from handlers.roster.importing import RosterError
from storage.simulator import SIMULATOR


def register(app: typer.Typer) -> None:
    app.command("serve", help=LISTED["serve"].help)(serve)
    app.command("web", help=LISTED["web"].help)(web)
    app.command("worker", help=LISTED["worker"].help)(worker)
    app.command("listen", help=LISTED["listen"].help)(listen)


def serve(config: Config = None) -> None:
    _run(config, web_part=True, worker_part=True, listen_part=True)


def web(config: Config = None) -> None:
    _run(config, web_part=True)


def worker(config: Config = None) -> None:
    _run(config, worker_part=True)


def listen(config: Config = None) -> None:
    _run(config, listen_part=True)


def _load_structlog() -> None:
    """Without rich, which would bring pygments: 8 MB for tracebacks in colours, and the log has no tracebacks."""
    loaded = sys.modules.get("rich")
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("structlog")
    finally:
        del sys.modules["rich"]
        if loaded is not None:
            sys.modules["rich"] = loaded


def _run(config: Path | None, *, web_part: bool = False, worker_part: bool = False, listen_part: bool = False) -> None:
    _load_structlog()
    # Everything there is comes with these; the other commands should not wait for it.
    from bot import logs
    from bot.serving import AddressTaken
    from bot.serving import serve as run
    from bot.wiring import SchemaNotReady

    settings = settings_of(config)
    logs.configure()
    try:
        asyncio.run(
            run(
                settings,
                web_part=web_part,
                worker_part=worker_part,
                listen_part=listen_part,
                ready=lambda address: print(_welcome(settings, address), flush=True),
                warn=_warn,
            )
        )
    except SchemaNotReady as error:
        raise Failure(texts.error_text("schema_behind"), BROKEN) from error
    except AddressTaken as error:
        values = {"host": error.host, "port": error.port, "reason": error.reason}
        raise Failure(texts.error_text("port", **values), BROKEN) from error
    except RosterError as error:
        raise Failure(roster_problems_text(settings.roster.file, error.problems), BROKEN) from error


def _warn(problem: Diagnosis) -> None:
    sentence, remedy = doctor_texts.said(problem.id, problem.code, problem.values)
    print(doctor_texts.line(problem.id, problem.grade.value, sentence, remedy), file=sys.stderr, flush=True)


def _welcome(settings: Settings, address: str) -> str:
    lines = [texts.SERVING.format(address=address)]
    if SIMULATOR in settings.in_force:
        examples = texts.SERVING_EXAMPLES if settings.roster.invented else dict.fromkeys(texts.SERVING_EXAMPLES, "")
        lines.append(texts.SERVING_CHAT.format(address=address, **examples))
    if settings.rehearsal is not None:
        if list(settings.in_force) == [SIMULATOR]:
            lines.insert(1, texts.SERVING_DESK.format(address=address))
        lines.append(texts.SERVING_REHEARSAL.format(now=f"{settings.rehearsal.now:%Y-%m-%d %H:%M}"))
    return "\n".join(lines)
