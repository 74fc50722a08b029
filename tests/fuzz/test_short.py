"""A few seconds of fuzzing in every test run: the seeds, what was once found, and the same mutations each time."""

from __future__ import annotations

import random
import warnings
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz.target import loud
from tests.fuzz.targets import TARGETS

#: Inputs that once broke a parser, by target; named for what they did.
FOUND = Path(__file__).parent / "found"
ROUNDS = 60
MOST_SEEDS = 12
#: In ``make test-long``: some seconds for each target.
MORE_ROUNDS = 1500


@pytest.fixture(autouse=True)
def _libraries_may_warn() -> None:
    warnings.simplefilter("ignore")


@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(MORE_ROUNDS, marks=pytest.mark.long)], ids=["short", "long"])
@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_real_files_break_nothing(name: str, rounds: int) -> None:
    target, change = TARGETS[name], random.Random(f"{name}-{rounds}")
    seeds = list(islice(target.seeds(), MOST_SEEDS))
    with loud(), target.around():
        for seed in seeds:
            target.run(seed)
        for _ in range(rounds):
            target.run(target.mutated(change.choice(seeds), change))


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_fuzzing_once_found_stays_mended(path: Path) -> None:
    target = TARGETS[path.parent.name]
    with loud(), target.around():
        target.run(path.read_bytes())
