"""The expert's desk: by keyboard, durable at once, told at the field."""

from __future__ import annotations

import subprocess
import time
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.sheet import SheetState
from reviewer_app.services import review
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.evidence_content import made_ready
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.start.page import StartPage
from tests.ui.stage import begin_marking, fresh_seat, on_sample


def open_expert(qtbot: QtBot, desktop: Program, seat: Seat) -> ExpertPage:
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ExpertPage), timeout=10_000)
    page = desktop.window.page
    assert isinstance(page, ExpertPage)
    return page


def wait_saved(qtbot: QtBot, desktop: Program) -> None:
    """Until everything that was asked to be written is."""
    done: list[int] = []
    desktop.jobs.write(lambda: 1, done=done.append, failed=lambda error: done.append(-1))
    qtbot.waitUntil(lambda: done == [1], timeout=10_000)


def kept(page: ExpertPage, code: str) -> dict[str, Decimal]:
    sheets = {sheet.candidate: sheet for sheet in review.sheets_of(page._sitting.store)}
    return dict(sheets[code].marks)


def type_marks(qtbot: QtBot, page: ExpertPage, *marks: str) -> None:
    for mark, row in zip(marks, page.desk.marks.rows.values(), strict=True):
        qtbot.keyClicks(row.field, mark)
        qtbot.keyClick(row.field, Qt.Key.Key_Return)


def test_a_whole_sheet_by_keyboard_is_durable_mark_by_mark(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    code = page.desk.current
    rows = list(page.desk.marks.rows.values())
    assert rows[0].field.hasFocus()
    qtbot.keyClicks(rows[0].field, "22.5")
    qtbot.keyClick(rows[0].field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(page, code) == {rows[0].criterion.key: Decimal("22.5")})
    assert rows[1].field.hasFocus()
    for row, mark in zip(rows[1:], ("２１．５", "20,5", "25"), strict=True):
        row.field.setText(mark)  # as an input method does
        qtbot.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(kept(page, code)) == 4)
    assert list(kept(page, code).values()) == [Decimal("22.5"), Decimal("21.5"), Decimal("20.5"), Decimal("25")]
    qtbot.waitUntil(lambda: page.saved.text.startswith("Saved "))
    assert page.desk.current != code, "Enter on the last mark leads to the next open candidate"
    qtbot.waitUntil(lambda: page._count.text() == "1 / 12")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("26", "outside 0 to 25"), ("22.3", "does not fit"), ("abc", "not a plain decimal number"), ("-1", "outside")],
)
def test_a_mark_that_cannot_be_is_told_at_the_field_and_not_stored(
    qtbot: QtBot, desktop: Program, seat: Seat, typed: str, told: str
) -> None:
    page = open_expert(qtbot, desktop, seat)
    row = next(iter(page.desk.marks.rows.values()))
    qtbot.keyClicks(row.field, typed)
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert told in row.problem
    assert row.field.hasFocus()
    wait_saved(qtbot, desktop)
    assert kept(page, page.desk.current) == {}


def test_undo_takes_the_last_mark_back_also_on_another_candidate(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    first = page.desk.current
    type_marks(qtbot, page, "20", "20", "20", "20")
    qtbot.waitUntil(lambda: page.desk.current != first)
    qtbot.keyClick(page.desk.marks.rows["expertise"].field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.desk.current == first)
    wait_saved(qtbot, desktop)
    assert len(kept(page, first)) == 3
    assert page.desk.marks.rows["contribution"].field.text() == ""


def test_a_digit_typed_anywhere_goes_into_the_first_empty_mark(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.desk.candidates.list.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert next(iter(page.desk.marks.rows.values())).field.text() == "1"


def test_arrows_step_along_the_grid(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    row = next(iter(page.desk.marks.rows.values()))
    qtbot.keyClicks(row.field, "20")
    qtbot.keyClick(row.field, Qt.Key.Key_Up)
    wait_saved(qtbot, desktop)
    assert row.field.text() == "20.5"
    assert kept(page, page.desk.current) == {row.criterion.key: Decimal("20.5")}


def test_a_recusal_asks_for_its_reason_and_closes_the_dossier(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    code = page.desk.current
    recuse = page.findChild(QPushButton, "recuse")
    qtbot.mouseClick(recuse, Qt.MouseButton.LeftButton)
    assert page.desk.marks.reason.isVisible()
    qtbot.keyClick(page.desk.marks.reason.reason, Qt.Key.Key_Return)
    assert page.desk.marks.reason.isVisible(), "nothing happens without a reason"
    page.desk.marks.reason.reason.setText("同单位")
    qtbot.keyClick(page.desk.marks.reason.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.board.sheets[code].state is SheetState.RECUSED)
    assert page.board.sheets[code].reason == "同单位"
    assert not next(iter(page.desk.marks.rows.values())).field.isEnabled()
    assert "recused" in page.desk.dossier._wait.text()


def test_the_search_finds_by_name_code_and_pinyin_initials(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    model = page.desk.candidates.model
    page.desk.seek()
    keys = page._finder._keys
    qtbot.waitUntil(lambda: any(word.isascii() and word.isalpha() for word in keys["001"].split()), timeout=10_000)
    name = page.board.candidates["001"].name
    for text in (
        "001",
        name,
        next(word for word in keys["001"].split() if word.isascii() and word.isalpha()),
    ):
        page.desk.candidates.search.setText(text)
        assert model.row_of("001") is not None
    page.desk.candidates.search.setText("nobody is called so")
    assert model.rowCount() == 0


def test_pdf_picture_and_text_are_read_from_memory(
    qtbot: QtBot, desktop: Program, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    page = open_expert(qtbot, desktop, seat)
    page.desk.dossier.turn_to("evidence")
    view = page.desk.dossier.evidence
    seen: set[str] = set()
    for code in list(page.board.candidates):
        page.open_candidate(code)
        qtbot.waitUntil(lambda: page.desk.dossier._dossier is not None, timeout=10_000)
        for number, piece in enumerate(view._pieces, start=1):
            if piece.media_type in seen:
                continue
            view.choose(number)
            qtbot.waitUntil(lambda piece=piece: view._shown is piece, timeout=10_000)  # type: ignore[misc]
            assert view.told == ""
            seen.add(piece.media_type)
    assert "application/pdf" in seen
    assert seen & {"image/png", "image/jpeg"}
    assert list(temporary.iterdir()) == []


def test_a_broken_pdf_is_explained_and_the_rest_goes_on(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    qtbot.waitUntil(lambda: bool(page.desk.dossier.evidence._pieces), timeout=10_000)
    page.desk.dossier.turn_to("evidence")
    view = page.desk.dossier.evidence
    number, piece = next((n, p) for n, p in enumerate(view._pieces, 1) if p.media_type == "application/pdf")
    view.choose(number)
    view.show_content(piece, made_ready(piece, b"%PDF-1.7\nnothing of a document follows"))
    assert "damaged" in view.told
    view.show_content(piece, made_ready(piece, b""))
    assert "damaged" in view.told
    qtbot.keyClicks(next(iter(page.desk.marks.rows.values())).field, "20")
    assert next(iter(page.desk.marks.rows.values())).field.text() == "20"


def test_reopening_leads_to_the_same_candidate_and_tab(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.open_candidate("005")
    page.desk.dossier.turn_to("deeds")
    qtbot.waitUntil(lambda: page.desk.dossier._dossier is not None, timeout=10_000)
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    assert isinstance(desktop.window.page, StartPage)
    again = open_expert(qtbot, desktop, seat)
    assert (again.desk.current, again.desk.dossier.tab) == ("005", "deeds")


def test_the_undertaking_comes_first(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    seat = fresh_seat(desktop.desktop.workplace, demo.late)
    page = open_expert(qtbot, desktop, seat)
    assert page._stack.currentWidget() is page.undertaking
    qtbot.mouseClick(page.undertaking.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.declaring.page)


def finish(qtbot: QtBot, page: ExpertPage) -> None:
    page._show_finish()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.finish)
    qtbot.mouseClick(page.finish.signed.sign_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.board.signed is not None, timeout=10_000)


@pytest.mark.external
def test_a_signed_package_is_accepted_by_stock_tools_and_closes_its_sheets(
    qtbot: QtBot, desktop: Program, demo: Demo, tmp_path: Path
) -> None:
    workplace = desktop.desktop.workplace
    seat = begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, place: str(20 + place))
    page = open_expert(qtbot, desktop, seat)
    finish(qtbot, page)
    target = tmp_path / "out.jpscore"
    page.finishing.export(target)
    qtbot.waitUntil(
        lambda: any("Saved and checked" in text for text in page.finish.signed.messages.texts), timeout=10_000
    )
    page.open_candidate("002")
    assert not page.desk.marks.rows["expertise"].field.isEnabled()
    bag = tmp_path / "bag"
    subprocess.run(["unzip", "-q", str(target), "-d", str(bag)], check=True)
    judged = subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", demo.late),
            *("-n", "score@jiangping", "-s", "tagmanifest-sha256.txt.sig"),
        ],
        input=(bag / "tagmanifest-sha256.txt").read_bytes(),
        cwd=bag,
        capture_output=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stderr


def test_export_over_an_existing_file_or_into_nowhere_is_told(
    qtbot: QtBot, desktop: Program, demo: Demo, tmp_path: Path
) -> None:
    workplace = desktop.desktop.workplace
    page = open_expert(qtbot, desktop, next(one for one in workplace.seats() if one.person == "expert-01"))
    (tmp_path / "there.jpscore").write_bytes(b"x")
    page.finishing.export(tmp_path / "there.jpscore")
    qtbot.waitUntil(lambda: any("exists already" in text for text in page.finish.signed.messages.texts))
    page.finishing.export(tmp_path / "no such folder" / "a.jpscore")
    qtbot.waitUntil(lambda: any("could not be written" in text for text in page.finish.signed.messages.texts))
    assert not list(tmp_path.glob("*.part"))


def test_export_to_a_full_medium_is_told_and_leaves_nothing(
    qtbot: QtBot, desktop: Program, demo: Demo, tmp_path: Path
) -> None:
    import resource
    import signal

    workplace = desktop.desktop.workplace
    page = open_expert(qtbot, desktop, next(one for one in workplace.seats() if one.person == "expert-01"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    folder = tmp_path / "stick"
    folder.mkdir()
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        page.finishing.export(folder / "a.jpscore")
        qtbot.waitUntil(lambda: any("Make room" in text for text in page.finish.signed.messages.texts))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(folder.iterdir()) == []


def test_two_programs_on_one_store_are_told_apart(qtbot: QtBot, tmp_path: Path, demo: Demo) -> None:
    first = on_sample(tmp_path, demo)
    try:
        seat = next(one for one in first.desktop.workplace.seats() if one.person == "expert-01")
        store = first.desktop.workplace.open_store(seat)
        try:
            first.window.open_seat(seat)
            qtbot.waitUntil(lambda: bool(first.window.page.messages.texts), timeout=20_000)
            assert isinstance(first.window.page, StartPage)
        finally:
            store.close()
    finally:
        first.jobs.close()


def test_a_desk_left_and_opened_again_at_once_waits_for_its_store(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    window = desktop.window
    open_expert(qtbot, desktop, seat)
    slow = desktop.jobs.write(lambda: time.sleep(1), done=lambda _none: None, failed=lambda _error: None)
    assert slow in desktop.jobs._running, "much is being written"
    window.pages.go_home()
    window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(window.page, ExpertPage) or bool(window.page.messages.texts), timeout=10_000)
    assert isinstance(window.page, ExpertPage), window.page.messages.texts


def test_the_views_fold_into_one_button_where_the_window_is_narrow(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    assert not page.switch.folded.isVisible()
    desktop.window.resize(800, 600)
    qtbot.waitUntil(page.switch.folded.isVisible)
    assert page.switch.folded.text() == "Dossiers ▾"
    assert not any(made.isVisible() for made in page.switch.buttons.values())
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.switch.folded.text() == "Table ▾")
    page.switch._open_menu()
    assert [action.text() for action in page.switch._menu.actions()] == ["Dossiers", "Table", "My ranking", "Compare"]
    page.switch._menu.actions()[2].trigger()
    page.switch._menu.close()
    assert page.switch.folded.text() == "My ranking ▾"
    desktop.window.resize(1100, 600)
    qtbot.waitUntil(lambda: not page.switch.folded.isVisible())
