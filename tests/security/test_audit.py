"""The chain: every kind of tampering is found, and every event has its words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from reviewer_app import i18n
from reviewer_app.domain.errors import UserError
from reviewer_app.domain.score import AuditHead
from reviewer_app.i18n.audit_texts import EVENT_TEXTS, event_text
from reviewer_app.models.store import open_store
from reviewer_app.resources import resource
from reviewer_app.security.audit import START, AuditRow, Event, first_break, link
from reviewer_app.services.audit import ExportedHead, Fault, Finding, examine, exported_heads
from tests.world import World

PACKAGE = Path(__file__).resolve().parents[2] / "reviewer_app"
EVENTS = 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a chain of twelve marks, one transaction each."""
    store = open_store(tmp_path / "store.db")
    for number in range(1, EVENTS + 1):
        with store.transaction() as work:
            work.record(Event.MARK_RECORDED, candidate=f"{number:03d}", criterion="expertise", mark="22.5")
    store.close()
    return tmp_path / "store.db"


def tamper(path: Path, *statements: str) -> None:
    connection = driver.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def findings(path: Path, *heads: AuditHead) -> tuple[Finding, ...]:
    store = open_store(path)
    try:
        return examine(store, [ExportedHead(source="a.jpscore", head=head) for head in heads]).findings
    finally:
        store.close()


def head_of(path: Path) -> AuditHead:
    store = open_store(path)
    with store.transaction() as work:
        head = work.audit_head()
    store.close()
    return head


def test_an_untouched_chain_holds(path: Path) -> None:
    assert findings(path, head_of(path), AuditHead(events=0, head=START)) == ()


@pytest.mark.parametrize(
    ("number", "statement"),
    [
        (5, """update audit set values_json = replace(values_json, '22.5', '25') where number = 5"""),
        (5, "update audit set values_json = '[]' where number = 5"),
        (5, "update audit set values_json = 'no json' where number = 5"),
        (5, "update audit set at = '2020-01-01T00:00:00Z' where number = 5"),
        (5, "update audit set event = 'recused' where number = 5"),
        (5, "update audit set event = 'no such event' where number = 5"),
        (5, "update audit set hash = previous where number = 5"),
        (5, "delete from audit where number = 5"),
        (1, "delete from audit where number = 1"),
        (5, "update audit set number = 500 where number = 5"),
        (13, "insert into audit select 13, at, event, values_json, hash, previous from audit where number = 12"),
        (1, "insert into audit select 0, at, event, values_json, hash, previous from audit where number = 12"),
    ],
)
def test_an_edit_an_insertion_and_a_deletion_are_found(path: Path, number: int, statement: str) -> None:
    tamper(path, statement)
    assert findings(path) == (Finding(fault=Fault.BROKEN, number=number),)


def test_two_entries_that_change_places_are_found(path: Path) -> None:
    tamper(
        path,
        "update audit set number = 99 where number = 4",
        "update audit set number = 4 where number = 7",
        "update audit set number = 7 where number = 99",
    )
    assert findings(path) == (Finding(fault=Fault.BROKEN, number=4),)


def test_a_cut_tail_is_found_by_any_head_exported_before(path: Path) -> None:
    head = head_of(path)
    tamper(path, "delete from audit where number > 9")
    assert findings(path) == ()
    assert findings(path, head) == (Finding(fault=Fault.CUT, number=10, source="a.jpscore"),)


def test_a_chain_written_anew_is_found_by_any_head_exported_before(path: Path) -> None:
    """Whoever holds the key can compute a whole new chain; what was handed in before gives them away."""
    head = head_of(path)
    rows: list[AuditRow] = []
    for number in range(1, EVENTS + 2):
        values = {"candidate": f"{number:03d}", "criterion": "expertise", "mark": "25"}
        rows.append(link(rows[-1] if rows else None, "2026-07-26T08:00:00Z", Event.MARK_RECORDED, values))
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("delete from audit")
    connection.executemany(
        "insert into audit values (?, ?, ?, ?, ?, ?)",
        [(row.number, row.at, row.event, json.dumps(row.values), row.previous, row.hash) for row in rows],
    )
    connection.close()
    assert findings(path) == ()
    assert findings(path, head) == (Finding(fault=Fault.FORKED, number=EVENTS, source="a.jpscore"),)


def test_a_chain_that_goes_on_from_a_restored_copy_forks(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    store = open_store(path)
    with copy.open("wb") as file:
        store.copy_into(file)
    store.close()
    add(path, "013")
    head = head_of(path)
    add(copy, "014")
    assert findings(copy) == ()
    assert findings(copy, head) == (Finding(fault=Fault.FORKED, number=13, source="a.jpscore"),)


def add(path: Path, candidate: str) -> None:
    store = open_store(path)
    with store.transaction() as work:
        work.record(Event.RECUSED, candidate=candidate, reason="师徒")
    store.close()


def test_any_change_to_any_row_breaks_the_chain() -> None:
    rows: list[AuditRow] = []
    for number in range(3):
        rows.append(link(rows[-1] if rows else None, "2026-07-26T08:00:00Z", Event.RECUSED, {"candidate": str(number)}))
    assert first_break(rows) is None
    changes: list[Callable[[AuditRow], AuditRow]] = [
        lambda row: replaced(row, number=row.number + 1),
        lambda row: replaced(row, at="2026-07-26T08:00:01Z"),
        lambda row: replaced(row, event="abstained"),
        lambda row: replaced(row, values={}),
        lambda row: replaced(row, previous="1" * 64),
        lambda row: replaced(row, hash="1" * 64),
    ]
    for position in range(3):
        for change in changes:
            assert first_break([*rows[:position], change(rows[position]), *rows[position + 1 :]]) == position + 1


def replaced(row: AuditRow, **changed: object) -> AuditRow:
    from dataclasses import replace

    return replace(row, **changed)  # type: ignore[arg-type]


def recorded() -> Iterator[tuple[str, set[str]]]:
    """Every event that the code records, with the fields that it gives."""
    for path in (PACKAGE / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".record") and node.args:
                event = ast.unparse(node.args[0])
                if event.startswith("Event."):
                    yield Event[event.removeprefix("Event.")].value, {str(one.arg) for one in node.keywords}


def test_every_event_has_its_words_in_both_languages() -> None:
    assert set(EVENT_TEXTS) == {event.value for event in Event}
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    for event in Event:
        assert re.search(r"[一-鿿]", event_text(event, {}))


def test_the_words_use_only_what_is_recorded() -> None:
    found = list(recorded())
    assert len(found) > 8
    for event, fields in found:
        assert set(re.findall(r"{(\w+)}", EVENT_TEXTS[event])) <= fields, event


def test_an_entry_of_an_unknown_kind_is_shown_all_the_same() -> None:
    assert event_text("no such event", {}) == "An entry of a kind that this program does not know: no such event."
    assert event_text("recused", {"candidate": "001"}) == "001: recused. Reason: ?"


def test_every_package_says_where_the_chain_of_its_desk_stood(finished: World) -> None:
    for name, person, desk in (
        ("test.jpround", "office", "office"),
        ("expert-01.jpscore", "expert-01", "expert-01"),
        ("test.jpresult", "chair", "chair"),
    ):
        heads = exported_heads([finished.folder / name], finished.secrets(person))
        found = examine(finished.store(desk), heads)
        assert found.findings == ()
        assert heads[0].head.events < found.head.events


def test_a_card_has_no_chain(finished: World) -> None:
    with pytest.raises(UserError) as told:
        exported_heads([finished.folder / "chair.jpcard"], finished.secrets("chair"))
    assert [problem.code for problem in told.value.problems] == ["no_audit_head"]
