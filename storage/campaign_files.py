"""Finds campaign files — the shipped ones by code, any other by path — and loads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain.campaigns.campaign import Campaign
from domain.campaigns.file import CampaignFileError, CampaignProblem, parse

#: The notices that ship with the program stand beside its packages.
FOLDER = Path(__file__).resolve().parent.parent / "campaigns"


def codes() -> list[str]:
    """The codes of the shipped campaigns."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def find(name: str) -> Path:
    """The file that ``name`` means: a path when it looks like one (``x.toml``, ``folder/x``), else a shipped code."""
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return Path(name)
    return FOLDER / f"{name}.toml"


def load(name: str) -> Campaign:
    """One campaign by code or path. Raises ``CampaignFileError``; never ``OSError``."""
    path = find(name)
    try:
        # Windows Notepad puts a mark in front of UTF-8, which TOML does not know.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _error(name, "not_found", required="、".join(codes())) from None
    except UnicodeDecodeError:
        raise _error(name, "encoding") from None
    except (OSError, ValueError) as error:
        raise _error(name, "unreadable", found=type(error).__name__) from error
    campaign = parse(text, str(path) if path.parent != FOLDER else path.name)
    if path.parent == FOLDER and campaign.code != path.stem:
        raise _error(path.name, "code_differs", key="code", found=campaign.code, required=path.stem)
    return campaign


def load_campaigns(names: Sequence[str]) -> dict[str, Campaign]:
    """Code → campaign, in the order given. Raises ``CampaignFileError`` with the problems of all files together."""
    campaigns: dict[str, Campaign] = {}
    problems: list[CampaignProblem] = []
    for name in names:
        try:
            campaign = load(name)
        except CampaignFileError as error:
            problems += error.problems
            continue
        if campaign.code in campaigns:
            problems.append(CampaignProblem(source=name, key="code", code="duplicate", found=campaign.code))
        campaigns[campaign.code] = campaign
    if problems:
        raise CampaignFileError(problems)
    return campaigns


def _error(source: str, code: str, *, key: str = "", found: str = "", required: str = "") -> CampaignFileError:
    return CampaignFileError([CampaignProblem(source=source, key=key, code=code, found=found, required=required)])
