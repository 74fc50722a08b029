"""The settings: a TOML file, and environment variables that win over it (``BAOSONG_DATABASE__URL``).

Every key is explained in ``config.example.toml``; a test compares the two. Nothing here is worded: problems carry
codes, ``formats.words.operator`` says them. Without any file the embedded rehearsal is what runs.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.settings.tables import PREFIX, Settings, unknown_variables
from channels import registry
from domain.campaigns.file import CampaignProblem

__all__ = ["ConfigError", "Settings", "choose", "load"]

#: Where settings are looked for unless the command line or the environment names a file.
DEFAULT_FILE = Path("config.toml")
CONFIG_VARIABLE = "BAOSONG_CONFIG"
#: What runs when there is no file at all: nanchang-2020 in rehearsal, the sample roster, the simulator.
EMBEDDED = Path(__file__).with_name("rehearsal.toml")


class ConfigError(Exception):
    """The settings cannot be used. ``problems`` has the shape of campaign problems; no value of a secret is in it."""

    def __init__(self, problems: list[CampaignProblem]) -> None:
        super().__init__("; ".join(f"{p.source}: {p.key}: {p.code}" for p in problems))
        self.problems = problems


def choose(named: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The file to read: named on the command line, in the environment, ``config.toml`` here, or the embedded one."""
    if named is not None:
        return named
    if environ.get(CONFIG_VARIABLE):
        return Path(environ[CONFIG_VARIABLE])
    return DEFAULT_FILE if DEFAULT_FILE.exists() else EMBEDDED


def load(path: Path) -> Settings:
    """The settings of that file and of the environment. Raises ``ConfigError`` with every problem."""
    source = path.name if path == EMBEDDED else str(path)
    values = _toml(path, source)
    problems = [_problem(variable, "unknown_variable", key=variable) for variable in unknown_variables(os.environ)]
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems += [_worded(source, dict(details)) for details in error.errors(include_url=False, include_input=False)]
    except SettingsError as error:
        # 'error parsing value for field "web" from source "EnvSettingsSource"'
        variable = PREFIX + str(error).partition('"')[2].partition('"')[0].upper()
        problems.append(_problem(variable, "unreadable_variable", key=variable))
    else:
        problems += _contradictions(source, settings)
    if problems:
        raise ConfigError(problems)
    return settings


def _contradictions(source: str, settings: Settings) -> list[CampaignProblem]:
    """What is right by itself and wrong together."""
    twice = settings.channels.keys() & settings.channel.keys()
    if twice:
        return [_problem(source, "channel_twice", key=f"channel.{name}") for name in sorted(twice)]
    pretended = [name for name in settings.in_force if registry.rehearses(name)]
    real = [name for name in settings.in_force if name not in pretended]
    # Whoever sees the page may speak in anybody's name: in earnest nobody must.
    if settings.rehearsal is None and real:
        return [_problem(source, "rehearsal_only", key=f"channels.{name}", found=real[0]) for name in pretended]
    return []


def _toml(path: Path, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError([_problem(source, "not_found")]) from None
    except UnicodeDecodeError:
        raise ConfigError([_problem(source, "encoding")]) from None
    except (OSError, ValueError) as error:
        if isinstance(error, tomllib.TOMLDecodeError):
            raise ConfigError([_problem(source, "syntax", found=_line(error))]) from None
        raise ConfigError([_problem(source, "unreadable", found=type(error).__name__)]) from None


def _line(error: tomllib.TOMLDecodeError) -> str:
    message = str(error)
    return message.partition("at line ")[2].partition(",")[0] or "?"


#: What pydantic calls a problem → what we call it, and the type that is asked for.
_CODES: Mapping[str, tuple[str, str]] = {
    "extra_forbidden": ("unknown_key", ""),
    "unexpected_keyword_argument": ("unknown_key", ""),
    "missing": ("missing", ""),
    "missing_keyword_only_argument": ("missing", ""),
    "int_type": ("wrong_type", "whole"),
    "int_parsing": ("wrong_type", "whole"),
    "int_from_float": ("wrong_type", "whole"),
    "float_type": ("wrong_type", "number"),
    "float_parsing": ("wrong_type", "number"),
    "string_type": ("wrong_type", "text"),
    "bool_type": ("wrong_type", "flag"),
    "bool_parsing": ("wrong_type", "flag"),
    "literal_error": ("whose_group", ""),
    "dict_type": ("wrong_type", "table"),
    "list_type": ("wrong_type", "list"),
    "model_type": ("wrong_type", "table"),
    "dataclass_type": ("wrong_type", "table"),
    "timezone_aware": ("wrong_type", "instant"),
}


def _worded(source: str, details: dict[str, Any]) -> CampaignProblem:
    where = [str(part) for part in details["loc"]]
    variable = PREFIX + "__".join(where).upper()
    if details["type"].startswith(("datetime_", "date_")):
        code, required = "wrong_type", "instant"
    else:
        code, required = _CODES.get(details["type"], (details["type"], ""))
    context = details.get("ctx", {})
    for limit, said in (("gt", "too_small"), ("ge", "too_small"), ("lt", "too_big"), ("le", "too_big")):
        if limit in context:
            code, required = said, str(context[limit])
    key = ".".join(where)
    if code == "value_error":
        # A channel's own settings name the key first and never show its value.
        broken, _, required = str(context["error"]).partition(" ")
        key, code = f"{key}.{broken}", "bad_value"
    return _problem(variable if variable in os.environ else source, code, key=key, required=required)


def _problem(source: str, code: str, *, key: str = "", found: str = "", required: str = "") -> CampaignProblem:
    return CampaignProblem(source=source, key=key, code=code, found=found, required=required)
