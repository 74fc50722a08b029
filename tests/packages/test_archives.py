"""The wheel and the source archive: whole, and enough to start from in an empty folder, without the network.

What the wheel needs is taken from the environment of the tests; that the lock file can be installed is what every
``make .venv/run.stamp`` shows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from tests.support.documents import ROOMS, files
from tests.support.patience import PATIENCE
from tests.support.programs import ROOT, environment, free_port, stop

_BUILD = "from setuptools import build_meta as backend; backend.{what}({folder!r})"


def built(what: str, folder: Path, tree: Path) -> Path:
    """The archive that the build backend makes of a tree."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-W", "ignore", "-c", _BUILD.format(what=what, folder=str(folder))]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    tree = folder / "tree"
    for name in files():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tree / name)
    return built("build_sdist", folder / "dist", tree)


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made of what the source archive holds, as pip makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return built("build_wheel", folder / "dist", tree)


@pytest.mark.long
def test_the_source_archive_is_the_repository(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames() if archive.getmember(name).isfile()}
    made = {"PKG-INFO", "setup.cfg"}
    assert {name for name in held if not name.startswith("baosong.egg-info/")} - made == files()


@pytest.mark.long
def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {name for name in files() if PurePosixPath(name).parts[0] in (*ROOMS, "campaigns")}
    assert held == wanted


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``baosong`` of a fresh environment. Packages it needs are those of this one, but for our own."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # Lines of a .pth name folders; the .pth files there, by which this environment finds the repository, do not count.
    (packages / "dependencies.pth").write_text(os.path.dirname(os.path.dirname(pytest.__file__)), encoding="utf-8")
    return folder / "bin/baosong"


@pytest.mark.long
def test_the_installed_program_says_its_version_and_needs_no_repository(installed: Path, tmp_path: Path) -> None:
    def said(*arguments: str) -> str:
        command = [str(installed), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert said("--version").strip() == "0.1.0"
    assert "nanchang-2020" in said("campaign", "list")
    import_path = [str(installed.with_name("python")), "-c", "import storage; print(storage.__file__)"]
    where = subprocess.run(import_path, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(installed.parents[1]))


@pytest.mark.long
def test_the_installed_program_serves_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(installed), "serve"],
            cwd=tmp_path,
            env=environment({"BAOSONG_WEB__PORT": str(port)}),
            stdout=subprocess.PIPE,
            stderr=log,
        )
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}".encode() in process.stdout.readline(), (tmp_path / "log").read_text()
            for path in ("/readyz", "/", "/static/desk/desk.css", "/static/vendor/weui.min.css", "/chat"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
                    assert answer.status == 200 and answer.read(), path
        finally:
            stop(process)
            process.communicate()
    assert (tmp_path / "data/baosong.db").exists()
