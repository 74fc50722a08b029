"""A robot of one group, which only speaks."""

from __future__ import annotations

from dataclasses import dataclass

#: The account of a robot's only receiver, its group.
GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class GroupRobot:
    """``of_office``: the group is an office's own and may hear who is missing.

    ``office``: the code of the organisation whose area it tells of; empty: everybody who reports.
    """

    channel: str
    of_office: bool
    office: str = ""
