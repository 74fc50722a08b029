"""The channels in force: ``[[channel]]``, tables that each name a kind, and ``[channels.KIND]``, one table a kind.

Each kind keeps its settings itself; ``channels.registry`` says which. What a listed channel needs can come from the
environment as any setting can: ``BAOSONG_CHANNEL__BOT__SECRET`` is the secret of the one named ``bot``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, create_model, with_config
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.settings.pasted import pasted
from channels import registry
from channels.registry import ChannelSettings

#: What the variables of listed channels begin with.
PREFIX = "BAOSONG_CHANNEL__"
#: A name stands in addresses, variables and tables.
_NAME = re.compile("[a-z][a-z0-9-]{0,30}")


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Groups(_Tables):
    """Groups of a channel that are somebody's own; so far only the office's."""

    groups: dict[str, Literal["office"]]


def _by_kind(value: Any) -> dict[str, ChannelSettings]:
    """Those that have a table which does not say ``enabled = false``."""
    tables: dict[str, Any] = {kind: (_strict(row.settings) | None, None) for kind, row in registry.kinds().items()}
    given = create_model("Channels", __base__=_Tables, **tables).model_validate(value)
    found = {kind: getattr(given, kind) for kind in tables}
    return {
        kind: ChannelSettings(kind=kind, name=kind, settings=its)
        for kind, its in found.items()
        if its is not None and getattr(its, "enabled", True)
    }


def _listed(value: Any) -> dict[str, ChannelSettings]:
    """Name → channel, in the order of the file; problems of all of them together."""
    if not value:
        return {}
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise PydanticCustomError("channel_tables", "no tables")
    found: dict[str, ChannelSettings] = {}
    problems: list[InitErrorDetails] = []
    for number, table in enumerate(value, start=1):
        name = str(table.get("name", table.get("kind", "")))
        try:
            channel = _one(name, table)
            if name in found:
                raise PydanticCustomError("channel_twice", "a name must be given once")
            found[name] = channel
        except PydanticCustomError as error:
            problems.append(InitErrorDetails(type=error, loc=(name or str(number),), input=None))
        except ValidationError as error:
            problems += list(_within(name, error))
    if problems:
        raise ValidationError.from_exception_data("channel", problems)
    return {name: one for name, one in found.items() if getattr(one.settings, "enabled", True)}


def _one(name: str, table: Mapping[str, Any]) -> ChannelSettings:
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in registry.kinds():
        raise PydanticCustomError("channel_kind", "no such kind")
    if not _NAME.fullmatch(name) or (registry.kinds()[kind].rehearsal and name != kind):
        raise PydanticCustomError("channel_name", "letters, digits and hyphens")
    own = {key: given for key, given in table.items() if key not in ("kind", "name", "groups")}
    settings: Any = TypeAdapter(_strict(registry.kinds()[kind].settings)).validate_python(own | _variables(name))
    return ChannelSettings(kind=kind, name=name, settings=settings, groups=_groups(table))


def _groups(table: Mapping[str, Any]) -> dict[str, str]:
    return dict(_Groups.model_validate({"groups": table.get("groups", {})}).groups)


def _strict(settings: type[Any]) -> Any:
    """A misspelt key in a channel's own settings is refused like any other."""
    with_config(ConfigDict(extra="forbid"))(settings)
    return settings


def _variables(name: str) -> dict[str, str]:
    begin = f"{PREFIX}{name.upper().replace('-', '_')}__"
    upper = {variable.upper(): word for variable, word in os.environ.items()}
    return {key.removeprefix(begin).lower(): pasted(word) for key, word in upper.items() if key.startswith(begin)}


def _within(name: str, error: ValidationError) -> Iterator[InitErrorDetails]:
    for details in error.errors(include_url=False):
        type_ = details["type"]
        yield InitErrorDetails(type=type_, loc=(name, *details["loc"]), input=None, ctx=details.get("ctx", {}))


ByKind = Annotated[Mapping[str, ChannelSettings], BeforeValidator(_by_kind)]
Listed = Annotated[Mapping[str, ChannelSettings], BeforeValidator(_listed)]
