"""Container files and systemd units name what the program has: commands, settings, addresses, files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands import LISTED
from bot.settings.tables import unknown_variables
from tests.support.documents import ROOMS, files, read
from tests.support.programs import ROOT

COMPOSED = ("compose.yaml", "compose.many.yaml")
UNITS = sorted(name for name in files() if name.startswith("deploy/") and name.endswith((".service", ".timer")))


def services(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read(name))["services"]
    return found


def ours(name: str) -> dict[str, Any]:
    return {key: one for key, one in services(name).items() if "build" in one}


@pytest.mark.parametrize("name", COMPOSED)
def test_services_run_commands_and_name_settings_that_there_are(name: str) -> None:
    for one in ours(name).values():
        assert set(one.get("command", ["serve"])) <= set(LISTED)
        settings = one.get("environment", {})
        assert all(key.startswith("BAOSONG_") for key in settings)
        assert list(unknown_variables(settings)) == []


@pytest.mark.parametrize("name", COMPOSED)
def test_services_and_volumes_that_are_named_are_there(name: str) -> None:
    known, volumes = services(name), yaml.safe_load(read(name))["volumes"]
    for one in known.values():
        assert set(one.get("depends_on", [])) <= set(known)
        named = [volume.partition(":")[0] for volume in one.get("volumes", [])]
        assert {volume for volume in named if not volume.startswith(".")} <= set(volumes)


def test_many_are_two_of_each() -> None:
    assert {key: one["deploy"]["replicas"] for key, one in ours("compose.many.yaml").items() if "deploy" in one} == {
        "web": 2,
        "worker": 2,
        "listen": 2,
    }


def test_nothing_is_published_beyond_this_machine() -> None:
    ports = [port for name in COMPOSED for one in services(name).values() for port in one.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_is_built_from_the_sources_and_nothing_else() -> None:
    taken = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert taken == {*ROOMS, "campaigns", "LICENSE", "README.md", "pyproject.toml", "requirements.lock"}


def test_the_image_runs_without_privileges_and_asks_for_its_health() -> None:
    text = read("Dockerfile")
    (user,) = re.findall(r"^USER (\d+)$", text, re.MULTILINE)
    assert user in text.split("useradd")[1] and user != "0"
    (command,) = re.findall(r"HEALTHCHECK .*\n\s+CMD (\[.+\])", text)
    assert "http://127.0.0.1:8080/healthz" in json.loads(command)[2]
    compile(json.loads(command)[2], "Dockerfile", "exec")
    (default,) = re.findall(r"^CMD (\[.+\])$", text, re.MULTILINE)
    assert json.loads(default) == ["serve"]


def _unit(name: str, folder: Path) -> Path:
    """A unit as it would lie on a machine; the program is this one's."""
    text = read(name)
    for command in re.findall(r"^ExecStart=/opt/baosong/bin/baosong (\w+)", text, re.MULTILINE):
        assert command in LISTED
    path = folder / Path(name).name.replace("@.", "@8081.")
    path.write_text(text.replace("/opt/baosong/bin/baosong", str(Path(sys.executable).with_name("baosong"))))
    return path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    paths = [_unit(name, tmp_path) for name in UNITS]
    command = ["systemd-analyze", "verify", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    ours = [line for line in done.stderr.splitlines() if "baosong" in line]
    assert (done.returncode, ours) == (0, [])


def test_units_name_settings_that_there_are() -> None:
    assert len(UNITS) >= 3
    for name in UNITS:
        named = dict(re.findall(r"^Environment=(\w+)=(.*)$", read(name), re.MULTILINE))
        assert list(unknown_variables(named)) == []
