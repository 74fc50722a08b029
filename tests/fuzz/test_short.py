"""A few seconds of fuzzing in every test run: the seeds, what was once found, and the same mutations each time."""

from __future__ import annotations

import random
import warnings
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz.mutation import mutate, mutate_package
from tests.fuzz.targets import TARGETS, loud

#: Inputs that once broke a parser, by target; named for what they did.
FOUND = Path(__file__).parent / "found"
ROUNDS = 60


@pytest.fixture(autouse=True)
def _libraries_may_warn() -> None:
    warnings.simplefilter("ignore")


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_real_files_break_nothing(name: str) -> None:
    target, change = TARGETS[name], random.Random(name)
    seeds = list(islice(target.seeds(), 12))
    with loud():
        for seed in seeds:
            target.run(seed)
        for _ in range(ROUNDS):
            seed = change.choice(seeds)
            packaged = target.packaged and change.random() < 0.85
            target.run(mutate_package(seed, change) if packaged else mutate(seed, change))


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_fuzzing_once_found_stays_mended(path: Path) -> None:
    with loud():
        TARGETS[path.parent.name].run(path.read_bytes())
