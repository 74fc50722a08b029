"""Copies of the tree to change and test: what git knows or would add, as it is now, without the environment."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.support.run_folder import run_folder

CHECKOUT = Path(__file__).parents[2]


def snapshot() -> Path:
    """The checkout as it is now, in the run's folder: whoever works on meanwhile changes nothing here."""
    target = run_folder() / "tree"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    files = subprocess.run(listed, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout.split("\0")
    for file in filter(None, files):
        if (CHECKOUT / file).is_file():
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / file, target / file)
    return target


def copy_of(tree: Path, name: str) -> Path:
    return Path(shutil.copytree(tree, tree.with_name(f"tree-{name}")))
