"""Schemes: what is read, what is refused, all at once, with key and line."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.i18n.errors import error_text
from reviewer_app.resources import resource

SHIPPED = sorted(resource("schemes").glob("*.toml"))
EXAMPLE = resource("schemes", "example.toml").read_text("utf-8")


def refused(text: str) -> list[tuple[int | None, str, object]]:
    with pytest.raises(InputError) as caught:
        read_scheme(text.encode(), file="s.toml")
    for problem in caught.value.problems:
        assert "{" not in error_text(problem.code, problem.values)
        assert problem.file == "s.toml"
    return [(problem.row, problem.code, problem.values.get("key")) for problem in caught.value.problems]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def changed(old: str, new: str) -> str:
    assert EXAMPLE.count(old) >= 1
    return EXAMPLE.replace(old, new, 1)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_schemes_are_read_and_known_by_their_bytes(path: Path) -> None:
    data = path.read_bytes()
    scheme = read_scheme(data)
    assert scheme.id == path.stem
    assert scheme.sha256 == hashlib.sha256(data).hexdigest()
    assert scheme.full_mark == scheme.full_score == 100


def test_a_space_makes_another_scheme() -> None:
    data = EXAMPLE.encode()
    assert read_scheme(data + b" ").sha256 != read_scheme(data).sha256


@pytest.mark.parametrize("name", ["qilu-2018", "qingdao-2019"])
def test_every_made_up_value_is_marked_and_asked_about(name: str) -> None:
    text = resource("schemes", f"{name}.toml").read_text("utf-8")
    scheme = read_scheme(text.encode())
    assert text.count("# 示例") > 10
    assert {"criterion_points", "consolidation", "expert_and_vote_weights"} <= {one.key for one in scheme.open_answers}
    assert [item.key for item in scheme.criteria] == [
        "craftsmanship_spirit",
        "expertise",
        "leadership",
        "contribution",
    ]


def test_what_a_scheme_holds_is_exact_and_frozen() -> None:
    scheme = read_scheme(EXAMPLE.encode())
    assert scheme.consolidation.quorum == Fraction(2, 3)
    assert (scheme.criteria[0].step, scheme.criteria[0].places, scheme.criteria[1].places) == (Decimal("0.5"), 1, 0)
    assert scheme.open_answers == ()
    with pytest.raises(ValidationError):
        scheme.consolidation.rounding_places = 3  # type: ignore[misc]


def test_all_problems_at_once_each_with_key_and_line() -> None:
    text = changed('step = "0.5"', "step = 0.5").replace("rounding_places", "rounding_digits", 1)
    text = text.replace('quorum = "2/3"', 'quorum = "3/2"').replace("quota = 6", 'quota = "6"')
    text = text.replace('title = "示例方案"', "").replace('expert_weight = "0.7"', 'expert_weight = "seven"')
    assert refused(text) == [
        (None, "scheme_key_missing", "title"),
        (line_of(text, "step = 0.5"), "scheme_number_unquoted", "criteria.1.step"),
        (line_of(text, "[consolidation]"), "scheme_key_missing", "consolidation.rounding_places"),
        (line_of(text, "rounding_digits"), "scheme_key_unknown", "consolidation.rounding_digits"),
        (line_of(text, "quorum ="), "scheme_quorum_wrong", "consolidation.quorum"),
        (line_of(text, "quota ="), "scheme_whole_number", "stages.1.quota"),
        (line_of(text, "expert_weight"), "scheme_number_wrong", "stages.3.expert_weight"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('full_mark = "100"', 'full_mark = "99"', "scheme_full_mark_differs", "full_mark"),
        ('step = "0.5"', 'step = "0.7"', "scheme_grid_misses_maximum", "criteria.1.step"),
        ('step = "0.5"', 'step = "0"', "scheme_not_positive", "criteria.1.step"),
        ('weight = "1"', 'weight = "-1"', "scheme_not_positive", "criteria.1.weight"),
        ('max_score = "60"', 'max_score = "-1"', "scheme_range_empty", "criteria.1.max_score"),
        ('{ score = "60"', '{ score = "61"', "scheme_anchor_outside", "criteria.1.anchors.1.score"),
        ('key = "contribution"', 'key = "expertise"', "scheme_key_twice", "criteria.2.key"),
        ('method = "trimmed_mean"', 'method = "median"', "scheme_trim_without_trimming", "consolidation.trim_lowest"),
        ("trim_highest = 1", "", "scheme_key_missing", "consolidation.trim_highest"),
        (
            "trim_minimum_experts = 5",
            "trim_minimum_experts = 2",
            "scheme_trim_leaves_nothing",
            "consolidation.trim_minimum_experts",
        ),
        ('method = "trimmed_mean"', 'method = "avg"', "scheme_choice", "consolidation.method"),
        ("rounding_places = 2", "rounding_places = 10", "scheme_out_of_range", "consolidation.rounding_places"),
        ('quorum = "2/3"', "quorum = 0", "scheme_quorum_wrong", "consolidation.quorum"),
        ('quorum = "2/3"', "quorum = true", "scheme_quorum_wrong", "consolidation.quorum"),
        ('deviation_alert = "0.3"', 'deviation_alert = "0"', "scheme_not_positive", "consolidation.deviation_alert"),
        ('["expertise", "contribution"]', '["beauty"]', "scheme_criterion_unknown", "consolidation.tie_break.1"),
        ("quota = 6", "quota = 0", "scheme_out_of_range", "stages.1.quota"),
        ("quota = 6", "quota = 2", "scheme_quota_grows", "stages.3.quota"),
        ("intake = 12", "intake = 5", "scheme_quota_over_intake", "stages.1.quota"),
        ('kind = "tally"', 'kind = "vote"', "scheme_choice", "stages.2.kind"),
        ('scores_from = "review"', 'scores_from = "vote"', "scheme_stage_unknown", "stages.3.scores_from"),
        ('vote_weight = "0.3"', 'vote_weight = "0.31"', "scheme_shares_not_one", "stages.3.vote_weight"),
        ("quota = 1\n", "quota = 4\n", "scheme_title_exceeds", "titles.2.quota"),
        ('relation = "nested"', 'relation = "inside"', "scheme_choice", "titles.2.relation"),
        ('authority = "评审委员会会议纪要"', "", "scheme_answer_unsigned", "answers.1.answer"),
        ('date = "2026-03-01"', 'date = "1 March"', "scheme_date_wrong", "answers.1.date"),
        ('id = "example"', 'id = ""', "scheme_text_wrong", "id"),
        ("award_before_tax = true", 'award_before_tax = "yes"', "scheme_value_wrong", "titles.1.award_before_tax"),
    ],
)
def test_rules_that_make_no_sense_are_named(old: str, new: str, code: str, key: str) -> None:
    assert (code, key) in [(found, where) for _row, found, where in refused(changed(old, new))]


def test_a_misspelt_key_is_answered_with_the_right_one() -> None:
    with pytest.raises(InputError) as caught:
        read_scheme(changed("quorum_floor", "quorum_flor").encode())
    assert caught.value.problems[0].values == {"key": "consolidation.quorum_flor", "suggestion": "→ quorum_floor"}


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"id = ", "scheme_not_toml", 1),
        (b'id = "x"\n\ntitle = 7 8\n', "scheme_not_toml", 3),
        (b'id = "x"\ntitle = "\xff"\n', "scheme_not_utf8", 2),
        (b"a = " + b"[" * 100_000, "scheme_not_toml", None),
        (b"#" * 1_000_001, "scheme_too_large", None),
    ],
)
def test_what_is_no_toml_is_named(data: bytes, code: str, row: int | None) -> None:
    with pytest.raises(InputError) as caught:
        read_scheme(data)
    assert [(problem.code, problem.row) for problem in caught.value.problems] == [(code, row)]


@pytest.mark.parametrize("data", [b"", b"criteria = 3\nstages = 'x'\n", b"id = 1\n[[criteria]]\n", b"[consolidation]"])
def test_nothing_but_problems_still_names_them(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_scheme(data)
    assert len(caught.value.problems) >= 2


def test_the_scheme_itself_cannot_claim_a_hash() -> None:
    assert ("scheme_key_unknown", "sha256") in [(c, k) for _r, c, k in refused('sha256 = "00"\n' + EXAMPLE)]


def test_a_scheme_read_again_is_equal() -> None:
    first, second = read_scheme(EXAMPLE.encode()), read_scheme(EXAMPLE.encode())
    assert first == second
    assert isinstance(first, Scheme)
