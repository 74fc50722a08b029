"""How many files and connections this process may have open: as many as the system lets it."""

from __future__ import annotations

import resource

#: More than this is of no use.
ENOUGH = 65_536


def raised() -> int:
    """Raise the soft limit towards the hard one, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return ENOUGH if soft == resource.RLIM_INFINITY else soft
