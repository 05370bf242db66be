"""Published protocols, typed in with the results that were published."""

from __future__ import annotations

from decimal import Decimal

from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

# ISU World Figure Skating Championships 2017, Pairs Short Program, judges' details per skater: program components of
# nine judges (highest and lowest dropped, two places, factor 0.80, two places, added up).
# Protocol wc2017_protocol.pdf (isuresults.com), as transcribed in BuzzFeedNews/figure-skating-scores.
COMPONENTS = ("skating_skills", "transitions", "performance", "composition", "interpretation")
PROTOCOL = {
    "SUI/HAN": (
        "9.25 9.5 9.0 9.0 9.0 8.75 9.25 9.25 8.5",
        "9.5 9.25 9.25 8.75 9.0 8.75 9.0 9.25 8.25",
        "9.75 9.75 9.75 9.25 8.75 9.25 9.25 9.5 9.0",
        "9.5 9.25 9.5 9.25 8.75 9.25 9.25 9.25 9.0",
        "9.75 9.5 9.5 9.0 8.5 9.0 9.25 9.75 9.0",
    ),
    "SAVCHENKO/MASSOT": (
        "8.75 9.25 9.25 9.0 9.25 8.75 9.0 9.0 9.25",
        "8.5 9.5 9.5 8.75 9.25 8.5 8.75 9.0 9.5",
        "9.0 9.25 9.5 9.0 9.5 8.5 9.25 9.25 9.5",
        "8.75 9.5 9.75 9.25 9.0 8.5 9.25 9.5 9.75",
        "8.75 9.5 10.0 9.25 9.0 8.75 9.25 9.5 9.75",
    ),
    "TARASOVA/MOROZOV": (
        "9.0 9.0 8.75 9.25 9.25 9.0 9.0 9.25 8.25",
        "8.5 8.75 8.75 9.0 9.25 9.0 8.75 9.0 8.0",
        "8.75 9.0 9.0 9.25 9.0 9.25 9.0 9.25 8.25",
        "8.5 8.75 9.25 9.0 9.0 9.25 8.75 9.25 8.5",
        "8.75 8.25 9.25 9.25 9.25 9.25 8.75 9.5 8.5",
    ),
}
PUBLISHED = {
    "SUI/HAN": ("36.83", ["9.07", "9.04", "9.39", "9.25", "9.29"]),
    "SAVCHENKO/MASSOT": ("36.75", ["9.07", "9.04", "9.25", "9.29", "9.29"]),
    "TARASOVA/MOROZOV": ("35.86", ["9.04", "8.82", "9.04", "8.93", "9.00"]),
}


# ISU Grand Prix 2016, Skate America, Pairs Short Program: the sixth of nine judges is missing, eight count,
# the highest and lowest of them dropped. Protocol gpusa2016_protocol.pdf (isuresults.com), as transcribed in
# BuzzFeedNews/figure-skating-scores (data/json/gpusa2016_protocol.json).
EIGHT_OF_NINE = {
    "JAMES/CIPRES": (
        "7.75 7.0 7.5 8.5 7.5 - 8.0 7.5 8.0",
        "7.5 7.0 7.5 8.25 7.25 - 7.5 7.75 7.5",
        "8.0 6.75 7.5 8.5 7.5 - 8.0 8.0 7.75",
        "7.75 6.75 7.75 8.25 7.5 - 7.75 7.75 8.0",
        "8.0 7.0 7.75 8.5 7.75 - 8.0 8.0 8.0",
    ),
    "ASTAKHOVA/ROGONOV": (
        "7.5 7.5 6.5 7.75 7.5 - 6.75 6.75 7.75",
        "7.25 7.25 6.75 7.5 7.25 - 6.75 6.75 7.5",
        "7.75 7.5 6.75 7.25 7.5 - 7.0 7.0 7.5",
        "7.5 7.0 7.0 7.25 7.5 - 7.25 7.25 7.5",
        "7.5 7.25 7.0 7.5 7.5 - 7.0 7.0 7.5",
    ),
}
EIGHT_PUBLISHED = {
    "JAMES/CIPRES": ("30.94", ["7.71", "7.50", "7.79", "7.75", "7.92"]),
    "ASTAKHOVA/ROGONOV": ("29.02", ["7.29", "7.13", "7.29", "7.29", "7.29"]),
}


def scheme_of(criteria: str, method: str, places: int, scope: str) -> Scheme:
    text = (
        f'id = "published"\ntitle = "Published"\n{criteria}\n[consolidation]\n{method}\n'
        f'rounding_places = {places}\nrounding_scope = "{scope}"\nquorum = 1\n'
    )
    return read_scheme(text.encode())


def criterion(key: str, low: str, high: str, step: str, weight: str) -> str:
    return (
        f'[[criteria]]\nkey = "{key}"\ntitle = "{key}"\nmin_score = "{low}"\nmax_score = "{high}"\n'
        f'step = "{step}"\nweight = "{weight}"\n'
    )


def trimmed(lowest: int, highest: int) -> str:
    return (
        f'method = "trimmed_mean"\ntrim_lowest = {lowest}\ntrim_highest = {highest}\ntrim_scope = "criterion"\n'
        f"trim_minimum_experts = {lowest + highest + 1}"
    )


def sheets_of(candidate: str, criteria: tuple[str, ...], rows: tuple[str, ...]) -> list[ScoreSheet]:
    """The judges' sheets; a judge whose marks are `-` is missing."""
    columns = zip(*(row.split() for row in rows), strict=True)
    return [
        ScoreSheet(
            expert=f"J{number}",
            candidate=candidate,
            state=SheetState.ABSENT if "-" in marks else SheetState.SCORED,
            marks={key: Decimal(mark) for key, mark in zip(criteria, marks, strict=True) if mark != "-"},
        )
        for number, marks in enumerate(columns, 1)
    ]


def test_program_components_of_the_2017_world_championships() -> None:
    scheme = scheme_of(
        "".join(criterion(key, "0.25", "10", "0.25", "0.80") for key in COMPONENTS), trimmed(1, 1), 2, "criterion"
    )
    sheets = [sheet for skater, rows in PROTOCOL.items() for sheet in sheets_of(skater, COMPONENTS, rows)]
    rows = consolidate(scheme, sheets).document()["candidates"]
    found = {row["candidate"]: (row["score"], [row["criteria"][key]["score"] for key in COMPONENTS]) for row in rows}
    assert found == PUBLISHED
    assert [row["candidate"] for row in rows] == ["SUI/HAN", "SAVCHENKO/MASSOT", "TARASOVA/MOROZOV"]


def test_program_components_with_a_judge_missing() -> None:
    scheme = scheme_of(
        "".join(criterion(key, "0.25", "10", "0.25", "0.80") for key in COMPONENTS), trimmed(1, 1), 2, "criterion"
    )
    sheets = [sheet for skater, rows in EIGHT_OF_NINE.items() for sheet in sheets_of(skater, COMPONENTS, rows)]
    rows = consolidate(scheme, sheets).document()["candidates"]
    found = {row["candidate"]: (row["score"], [row["criteria"][key]["score"] for key in COMPONENTS]) for row in rows}
    assert found == EIGHT_PUBLISHED
    assert {(row["entitled"], row["counted"]) for row in rows} == {(9, 8)}


def test_a_negative_grade_of_execution_of_the_same_protocol() -> None:
    """Savchenko/Massot, throw triple Axel: nine grades from −3 to 3, published as −2.14."""
    scheme = scheme_of(criterion("goe", "-3", "3", "1", "1"), trimmed(1, 1), 2, "criterion")
    row = consolidate(scheme, sheets_of("3ATh", ("goe",), ("-3 -2 -2 -3 -2 -2 -2 -2 -1",))).document()["candidates"][0]
    assert row["criteria"]["goe"] == {
        "score": "-2.14",
        "weighted": "-2.14",
        "counted": ["-3", "-2", "-2", "-2", "-2", "-2", "-2"],
        "dropped": ["-3", "-1"],
        "sum": "-15",
        "divisor": 7,
        "weight": "1",
    }


def test_seven_diving_judges_two_dropped_at_each_end() -> None:
    """World Aquatics rule, worked example (opensourcesports.io, diving, section 6.2): 22.0 left, × 3.0 = 66.0."""
    scheme = scheme_of(criterion("award", "0", "10", "0.5", "9.0"), trimmed(2, 2), 1, "total")
    row = consolidate(scheme, sheets_of("dive", ("award",), ("7.5 7.0 7.5 7.0 7.5 8.0 6.5",))).document()
    made = row["candidates"][0]
    assert (made["criteria"]["award"]["sum"], made["score"]) == ("22.0", "66.0")


def test_rope_skipping_judges_highest_and_lowest_dropped() -> None:
    """IJRU technical manual, calculations, averaging: 112, 115, 118, 119, 121 give 117.33."""
    scheme = scheme_of(criterion("clicks", "0", "999", "1", "1"), trimmed(1, 1), 2, "total")
    row = consolidate(scheme, sheets_of("event", ("clicks",), ("112 115 118 119 121",))).document()["candidates"][0]
    assert row["score"] == "117.33"
