"""``python -m tests.fuzz [TARGET] --seconds 1200 --corpus DIR``: coverage-guided with atheris when that is installed
(``pip install -e '.[fuzz]'``), else plain byte mutation. A crash, a hang of more than a minute or more than 1 GB of
memory ends the run with exit code other than 0; what caused it is kept in ``DIR/crashes``.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import logging
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable
from pathlib import Path

import structlog

from tests.fuzz.target import Target

#: Of the clock: at the lowest priority beside other work a good input may wait for ten of them.
HANG_SECONDS = 60
MEMORY_MEGABYTES = 1024
#: Whose branches guide atheris.
INSTRUMENTED = ["checks", "domain", "channels", "formats", "handlers.roster", "web", "zipfile"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", nargs="?", help="without one: the names of all")
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--corpus", type=Path, default=Path(".fuzz"))
    options = parser.parse_args()
    if options.target is None:
        _list()
        return
    # What the pages tell an operator of a million refusals is nothing that anybody reads.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    # What a target keeps is gone with the corpus: atheris ends the process without a clean-up.
    scratch = options.corpus / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(scratch)
    found = importlib.util.find_spec("atheris")
    (_with_atheris if found else _without)(options.target, options.seconds, options.corpus)


def _list() -> None:
    from tests.fuzz import targets

    print(*targets.TARGETS)


def _with_atheris(name: str, seconds: float, corpus: Path) -> None:
    import atheris

    with atheris.instrument_imports(
        include=["checks", "domain", "channels", "formats", "handlers.roster", "web", "zipfile"]
    ):
        from tests.fuzz import targets
    from tests.fuzz.mutation import mutate
    from tests.fuzz.target import KNOWING, loud

    target = targets.TARGETS[name]
    kept = _prepare(corpus, target.seeds())

    def mutator(data: bytes, max_size: int, seed: int) -> bytes:
        change = random.Random(seed)
        if target.structured is None or change.random() < 1 - KNOWING:
            return bytes(atheris.Mutate(data, max_size)) if change.random() < 0.8 else mutate(data, change)[:max_size]
        changed = target.structured(data, change)
        return changed if len(changed) <= max_size else data

    flags = [
        f"-max_total_time={seconds:g}",
        f"-timeout={HANG_SECONDS}",
        f"-rss_limit_mb={MEMORY_MEGABYTES}",
        "-max_len=400000",
        "-len_control=0",
        f"-artifact_prefix={kept}/",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    warnings.simplefilter("ignore")
    with loud(), target.around():
        _warm(target)
        atheris.Setup([sys.argv[0], *flags, str(corpus / "inputs")], target.run, custom_mutator=mutator)
        atheris.Fuzz()


def _without(name: str, seconds: float, corpus: Path) -> None:
    from tests.fuzz import targets
    from tests.fuzz.target import loud

    target = targets.TARGETS[name]
    kept = _prepare(corpus, target.seeds())
    seeds = [path.read_bytes() for path in sorted((corpus / "inputs").iterdir())]
    change, until, rounds = random.Random(), time.monotonic() + seconds, 0
    warnings.simplefilter("ignore")
    with loud(), target.around():
        _warm(target)
        while time.monotonic() < until:
            data = target.mutated(change.choice(seeds), change)
            (kept / "last").write_bytes(data)
            faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
            target.run(data)
            faulthandler.cancel_dump_traceback_later()
            rounds += 1
    (kept / "last").unlink(missing_ok=True)
    print(f"{name}: {rounds} inputs in {seconds:g} s, nothing found")


def _warm(target: Target) -> None:
    """What is made once (patterns, dictionaries) is no hang of the first input that needs it."""
    for seed in target.seeds():
        target.run(seed)


def _prepare(corpus: Path, seeds: Iterable[bytes]) -> Path:
    inputs, kept = corpus / "inputs", corpus / "crashes"
    for folder in (inputs, kept):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (inputs / f"seed-{number}").write_bytes(seed)
    return kept


if __name__ == "__main__":
    main()
