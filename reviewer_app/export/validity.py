"""How long a key may sign, where nobody says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAYS_BEFORE = 1
YEARS = 3


def validity_from(now: datetime) -> tuple[datetime, datetime]:
    """From the day before (clocks differ) to three years later, whole seconds, UTC."""
    start = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS_BEFORE)
    return start, start + timedelta(days=365 * YEARS)
