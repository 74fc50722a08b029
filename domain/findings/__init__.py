"""Findings: what checks say of a file, as data."""

from __future__ import annotations

from domain.findings.finding import Appearance, Code, Fact, Finding, Kind, Level, Report

__all__ = ["Appearance", "Code", "Fact", "Finding", "Kind", "Level", "Report"]
