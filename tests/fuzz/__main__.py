"""``python -m tests.fuzz TARGET --seconds 1200 --corpus DIR``: coverage-guided with atheris when that is installed
(``pip install -e '.[fuzz]'``), else plain byte mutation. A crash, a hang of more than 5 s or more than 1 GB of memory
ends the run with exit code other than 0; what caused it is kept in ``DIR/crashes``.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import random
import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path

HANG_SECONDS = 5
MEMORY_MEGABYTES = 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target")
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--corpus", type=Path, required=True)
    options = parser.parse_args()
    found = importlib.util.find_spec("atheris")
    (_with_atheris if found else _without)(options.target, options.seconds, options.corpus)


def _with_atheris(name: str, seconds: float, corpus: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["checks", "domain", "channels", "formats", "zipfile"]):
        from tests.fuzz import targets
    from tests.fuzz.mutation import mutate, mutate_package

    target = targets.TARGETS[name]
    kept = _prepare(corpus, target.seeds())

    def mutator(data: bytes, max_size: int, seed: int) -> bytes:
        change = random.Random(seed)
        if not target.packaged or change.random() < 0.15:
            return bytes(atheris.Mutate(data, max_size)) if change.random() < 0.8 else mutate(data, change)[:max_size]
        changed = mutate_package(data, change)
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
    with targets.loud():
        atheris.Setup([sys.argv[0], *flags, str(corpus / "inputs")], target.run, custom_mutator=mutator)
        atheris.Fuzz()


def _without(name: str, seconds: float, corpus: Path) -> None:
    from tests.fuzz import targets
    from tests.fuzz.mutation import mutate, mutate_package

    target = targets.TARGETS[name]
    kept = _prepare(corpus, target.seeds())
    seeds = [path.read_bytes() for path in sorted((corpus / "inputs").iterdir())]
    change, until, rounds = random.Random(), time.monotonic() + seconds, 0
    warnings.simplefilter("ignore")
    while time.monotonic() < until:
        data = change.choice(seeds)
        data = mutate_package(data, change) if target.packaged and change.random() < 0.85 else mutate(data, change)
        (kept / "last").write_bytes(data)
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        with targets.loud():
            target.run(data)
        faulthandler.cancel_dump_traceback_later()
        rounds += 1
    (kept / "last").unlink(missing_ok=True)
    print(f"{name}: {rounds} inputs in {seconds:g} s, nothing found")


def _prepare(corpus: Path, seeds: Iterable[bytes]) -> Path:
    inputs, kept = corpus / "inputs", corpus / "crashes"
    for folder in (inputs, kept):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (inputs / f"seed-{number}").write_bytes(seed)
    return kept


if __name__ == "__main__":
    main()
