"""Moments as they are shown: on this machine's clock."""

from __future__ import annotations

from datetime import datetime


def local(moment: str) -> datetime:
    """A moment of a file (`2026-07-26T08:00:00Z`) on this machine's clock."""
    return datetime.fromisoformat(moment).astimezone()


def day(moment: str) -> str:
    return f"{local(moment):%Y-%m-%d}"


def minute(moment: str) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}"
