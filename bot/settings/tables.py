"""The settings classes, one per table of the file. What each key means is said in ``config.example.toml``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.settings.channels import ByKind, Listed
from bot.settings.pasted import pasted
from channels import registry
from channels.registry import ChannelSettings
from domain.upload import UploadRules

PREFIX = "BAOSONG_"
#: Variables of ours that are no settings.
_OTHER_VARIABLES = ("CONFIG", "MATERIAL")


def _listed(value: Any) -> Any:
    """In a variable a list is JSON, or simply words with commas between."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return [word.strip() for word in value.split(",") if word.strip()]


Words = Annotated[list[str], NoDecode, BeforeValidator(_listed)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Web(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    trusted_proxies: Words = []
    max_callback_bytes: int = Field(default=262_144, ge=1024, le=10_000_000)

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: list[str]) -> list[str]:
        for address in value:
            try:
                ip_address(address)
            except ValueError as error:
                raise PydanticCustomError("bad_address", "not an IP address") from error
        return value


class Database(Section):
    #: May hold a password.
    url: str = Field(default="sqlite+aiosqlite:///data/baosong.db", repr=False)
    pool_size: int = Field(default=8, ge=1, le=200)
    pgbouncer: bool = False

    @property
    def file(self) -> Path | None:
        """Of SQLite; PostgreSQL has none here."""
        scheme, _, file = self.url.partition(":///")
        return Path(file.partition("?")[0]) if scheme.startswith("sqlite") else None

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        sqlite, postgresql = "sqlite+aiosqlite:///", "postgresql+asyncpg://"
        if not value.startswith((sqlite, postgresql)) or value in (sqlite, f"{sqlite}:memory:"):
            raise PydanticCustomError("bad_database_url", "neither SQLite file nor PostgreSQL")
        return value


class Files(Section):
    url: str = "data/files"
    endpoint: str = ""
    region: str = ""
    key: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value or ("://" in value and not value.startswith("s3://")):
            raise PydanticCustomError("bad_files_url", "neither folder nor s3://")
        return value

    @property
    def folder(self) -> Path | None:
        """None for S3."""
        return None if "://" in self.url else Path(self.url)

    def options(self) -> dict[str, Any]:
        """What ``storage.engine.objects.Objects`` takes beside the address."""
        if not self.url.startswith("s3://"):
            return {}
        given = {
            "endpoint": self.endpoint,
            "region": self.region,
            "access_key_id": self.key.get_secret_value(),
            "secret_access_key": self.secret.get_secret_value(),
        }
        options: dict[str, Any] = {name: value for name, value in given.items() if value}
        if self.endpoint.startswith("http://"):
            options["client_options"] = {"allow_http": True}
        return options


class Uploads(Section):
    link_hours: float = Field(default=12.0, gt=0, le=24 * 30)
    upload_hours: float = Field(default=24.0, gt=0, le=24 * 30)
    video_bytes: int = Field(default=230_686_720, ge=1)
    other_bytes: int = Field(default=104_857_600, ge=1)
    daily_count: int = Field(default=400, ge=1)
    daily_bytes: int = Field(default=4_294_967_296, ge=1)
    quota_bytes: int = Field(default=0, ge=0)
    keep_free_bytes: int = Field(default=536_870_912, ge=0)

    def rules(self) -> UploadRules:
        return UploadRules(
            link_life=timedelta(hours=self.link_hours),
            upload_life=timedelta(hours=self.upload_hours),
            **self.model_dump(exclude={"link_hours", "upload_hours"}),
        )


class Worker(Section):
    lease: float = Field(default=20.0, ge=2, le=3600)
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)


class Alerts(Section):
    persons: Words = []
    #: Whoever knows it can speak for us.
    url: str = Field(default="", repr=False)

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise PydanticCustomError("bad_alerts_url", "no http:// or https://")
        return value


class Websites(Section):
    check: bool = False


class Roster(Section):
    file: str = ""

    @property
    def invented(self) -> bool:
        """It is the sample (``bot.sample_roster``), no file."""
        return self.file == "sample"


def _day(value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("bad_day", "no date") from error


class Retention(Section):
    until: Annotated[date | Literal[""], BeforeValidator(_day)] = ""


class Rehearsal(Section):
    now: AwareDatetime
    speed: float = Field(default=1.0, gt=0, le=10_000)
    material: bool = False
    real: bool = False


class Settings(BaseSettings):
    """All settings, read once at start. Secrets do not show in its ``repr``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, env_ignore_empty=False
    )

    campaigns: Words = Field(default=["nanchang-2020"], min_length=1)
    public_url: str = "http://127.0.0.1:8080"
    secret_key: SecretStr = SecretStr("")
    data: str = "data"
    web: Web = Web()
    database: Database = Database()
    files: Files = Files()
    roster: Roster = Roster()
    worker: Worker = Worker()
    alerts: Alerts = Alerts()
    retention: Retention = Retention()
    websites: Websites = Websites()
    uploads: Uploads = Uploads()
    rehearsal: Rehearsal | None = None
    #: ``[channels.KIND]`` by kind, in the order of the registry, and ``[[channel]]`` by name, in its own.
    channels: ByKind = Field(default={})
    channel: Listed = Field(default={})

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise PydanticCustomError("bad_public_url", "no http:// or https://")
        parts = urlsplit(value)
        if not parts.hostname:
            raise PydanticCustomError("bad_public_url", "no host")
        # The pages name what they load by addresses that begin at the root.
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise PydanticCustomError("public_url_path", "more than scheme, host and port")
        return value.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _pasted(cls, values: Any) -> Any:
        return pasted(values)

    @property
    def in_force(self) -> Mapping[str, ChannelSettings]:
        """The channels that speak, by name: whoever has several accounts is spoken to on the first.

        A rehearsal's comes last; while one goes on, real people hear nothing unless ``rehearsal.real`` says so.
        """
        silent = self.silent
        found = {name: its for name, its in self._configured.items() if name not in silent}
        return dict(sorted(found.items(), key=lambda item: registry.rehearses(item[0])))

    @property
    def silent(self) -> frozenset[str]:
        """The real channels that a rehearsal keeps from speaking."""
        if self.rehearsal is None or self.rehearsal.real:
            return frozenset()
        return frozenset(name for name in self._configured if not registry.rehearses(name))

    @property
    def _configured(self) -> Mapping[str, ChannelSettings]:
        return {**self.channels, **self.channel}

    def label(self, channel: str) -> str:
        """What people call a channel."""
        return registry.label(channel, self._configured)

    @property
    def data_folder(self) -> Path:
        return Path(self.data)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The file comes in as arguments; the environment wins over it.
        return _Environment(settings_cls), init_settings


class _Environment(EnvSettingsSource):
    """All but listed channels: what is said of one of them changes it and replaces no list."""

    def __call__(self) -> dict[str, Any]:
        return {key: value for key, value in super().__call__().items() if key != "channel"}


def unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """Variables that were surely meant for us and would be ignored: ``BAOSONG_DATABSE__URL``, ``BAOSONG_CAMPAIGN``."""
    known = [*(name.upper() for name in Settings.model_fields), *_OTHER_VARIABLES]
    for variable in environ:
        if not variable.upper().startswith(PREFIX):
            continue
        table, nested, _ = variable.upper().removeprefix(PREFIX).partition("__")
        if table not in known and (nested or get_close_matches(table, known, cutoff=0.8)):
            yield variable
