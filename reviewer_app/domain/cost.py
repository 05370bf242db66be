"""How many people bear the titles of a scheme, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.titles import families


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """What the bearers of one title get: `kind` is `award` (to the person) or `grant` (to the studio), in yuan."""

    title: str
    kind: str
    recipients: int
    each: Decimal
    before_tax: bool

    @property
    def total(self) -> Decimal:
        return self.recipients * self.each


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """How many different people bear a title, and what that costs line by line."""

    people: int
    lines: tuple[MoneyLine, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


def cost(scheme: Scheme, bearers: Mapping[str, int] | None = None) -> Cost:
    """People and money when each title has so many `bearers` (without them: as many as its quota).

    Whoever bears a higher nested title gets that title's money instead of the lower one's, unless it adds up.
    """
    counts = {title.key: title.quota for title in scheme.titles} if bearers is None else bearers
    lines: list[MoneyLine] = []
    people = 0
    for family in families(scheme.titles):
        people += counts.get(family[0].key, 0)
        for place, title in enumerate(family):
            above = family[place + 1] if place + 1 < len(family) else None
            passed_on = 0 if above is None or above.award_adds_up else counts.get(above.key, 0)
            recipients = counts.get(title.key, 0) - passed_on
            for kind, each in (("award", title.award), ("grant", title.grant)):
                if each is not None:
                    tax = kind == "award" and title.award_before_tax
                    lines.append(
                        MoneyLine(title=title.key, kind=kind, recipients=recipients, each=each, before_tax=tax)
                    )
    return Cost(people=people, lines=tuple(lines))
