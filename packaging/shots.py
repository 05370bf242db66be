"""`make shots`: every screen and every printed page as a picture, in build/shots.

Both languages, light and dark, 1024 × 600 at 100 % and at 150 %, each in a process of its own: Qt takes its scale at
the start. `shots.py WORD…` takes only the pictures whose name holds one of the words.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "shots"
SIZE = (1024, 600)
PATIENCE = 60.0


def main(words: list[str]) -> int:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder) / "stage"
        subprocess.run([sys.executable, __file__, "--stage", str(stage)], check=True)
        for language in ("zh_CN", "en"):
            for theme in ("light", "dark"):
                for scale in ("1", "1.5"):
                    copy = Path(folder) / f"{language}-{theme}-{scale}"
                    shutil.copytree(stage, copy)
                    _in_own_process(copy, language, theme, scale, words)
    if shutil.which("Xvfb") and shutil.which("xdotool") and not words:
        journey = [sys.executable, "-m", "pytest", "-q", "tests/ui/test_x11.py"]
        subprocess.run(journey, env={**os.environ, "SHOTS": str(TARGET / "x11")}, cwd=ROOT, check=False)
    count = len(list(TARGET.rglob("*.png")))
    print(f"{count} pictures in {TARGET.relative_to(ROOT)}")
    return 0


def _in_own_process(stage: Path, language: str, theme: str, scale: str, words: list[str]) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": scale,
        "REVIEWER_APP_LANGUAGE": language,
        "QT_LOGGING_RULES": "qt.qpa.*=false",
    }
    target = TARGET / language / theme / ("100" if scale == "1" else "150")
    if not words:
        shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, __file__, "--shoot", str(stage), str(target), theme, *words]
    subprocess.run(command, env=environment, check=True)


def make_stage(folder: Path) -> None:
    """A sample round whose late expert has marked a part: some whole, one begun, one recused."""
    from datetime import UTC, datetime

    from reviewer_app.services import review
    from reviewer_app.services.demo import run_demo
    from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace
    from tests.ui.stage import begin_marking, fresh_seat

    demo = run_demo(folder / "round", candidates=24, experts=9, seed=1, now=datetime.now(UTC))
    workplace = sample_workplace(folder / "round")
    lay_out_desks(workplace, demo.late)
    seat = fresh_seat(workplace, demo.late)

    def mark(code: str, place: int) -> str | None:
        number = int(code)
        if number == 10 and place == 3:
            return None
        return str(17 + (number * 37 + place * 11) % 17 / 2) if number <= 10 else None

    begin_marking(workplace, seat, mark)
    store = workplace.open_store(seat)
    review.recuse(store, "012", "同单位")
    store.close()


class Shooter:
    """Opens screens one after the other and keeps their pictures."""

    def __init__(self, stage: Path, target: Path, theme: str, words: list[str]) -> None:
        from PySide6.QtWidgets import QApplication

        from reviewer_app import i18n
        from reviewer_app.app import Program
        from reviewer_app.resources import resource
        from reviewer_app.services.sample_desks import sample_workplace
        from reviewer_app.settings import Folders
        from reviewer_app.ui.preferences import Mode

        i18n.use(i18n.preferred(os.environ), resource("locale"))
        self.application = QApplication([])
        self.stage, self.target, self.words = stage, target, words
        target.mkdir(parents=True, exist_ok=True)
        self.places = Folders(stage / "data", stage / "config", stage / "log")
        self.workplace = sample_workplace(stage / "round")
        self.program = Program(self.application, self.places, self.workplace)
        self.theme = self.program.desktop.theme
        self.theme.use(Mode(theme))
        self.window = self.program.window
        self.window.resize(*SIZE)
        self.window.show()

    @property
    def page(self) -> Any:
        return self.window.page

    def own_program(self, keeper: Callable[[], Any]) -> Any:
        """A second program, whose user keeps keys of their own."""
        from reviewer_app.app import Program
        from reviewer_app.services.workplace import Workplace
        from reviewer_app.settings import Folders

        places = Folders(self.stage / "own", self.stage / "config", self.stage / "log")
        made = Program(self.application, places, Workplace(places.data, keeper))
        made.desktop.theme.use(self.theme.mode)
        made.window.resize(*SIZE)
        made.window.show()
        return made

    def spin(self, wanted: Callable[[], bool] = lambda: True, program: Any = None) -> None:
        """Lets the program work until it is at rest and what is wanted holds."""
        jobs = (program or self.program).jobs
        calm, end = time.monotonic() + 0.12, time.monotonic() + PATIENCE
        while time.monotonic() < calm or jobs.is_busy or not wanted():
            if time.monotonic() > end:
                raise TimeoutError
            self.application.processEvents()
            time.sleep(0.005)

    def shoot(self, name: str, wanted: Callable[[], bool] = lambda: True, program: Any = None) -> None:
        self.spin(wanted, program)
        self.spin(program=program)  # what was shown just now is laid out
        if not self.words or any(word in name for word in self.words):
            (program or self.program).window.grab().save(str(self.target / f"{name}.png"))

    def sit(self, desk: str, person: str) -> None:
        seat = next(one for one in self.workplace.seats() if (one.desk, one.person) == (desk, person))
        before = self.page
        self.window.open_seat(seat)
        self.spin(lambda: self.page is not before)

    def home(self) -> None:
        self.window.pages.go_home()
        self.spin()

    def speak(self, language: Any) -> None:
        before = self.page
        self.window.pages.change_language(language)
        self.spin(lambda: self.page is not before)

    def drop(self, file: Path) -> None:
        self.window.open_files([file])


def shoot_all(shooter: Shooter) -> None:
    for part in (_start, _identity, _expert, _look_over, _language, _chair, _office, _large, _paper, _record):
        part(shooter)


def _start(shooter: Shooter) -> None:
    shooter.shoot("start")
    damaged = shooter.stage / "damaged.jpround"
    damaged.write_bytes(b"no round at all")
    shooter.drop(damaged)
    shooter.shoot("start-refused", lambda: bool(shooter.page.messages.texts))
    shooter.page.messages.clear()
    shooter.page.identity.show_nobody()
    shooter.page.identity.show()
    shooter.shoot("start-identity")
    shooter.page.identity.hide()
    shooter.page.rounds.show_seats(())
    shooter.shoot("start-empty")
    shooter.page.reload()


def _identity(shooter: Shooter) -> None:
    """The identity page of somebody with keys of their own, then what may stand in its way."""
    from datetime import UTC, datetime

    from reviewer_app.domain.errors import UserError
    from reviewer_app.security.key_file import KeyFileEntries
    from reviewer_app.security.vault import EntryVault, KeptIn
    from reviewer_app.services.identity import begin, me
    from reviewer_app.ui.messages import error_lines

    shooter.window.pages.show_identity()
    shooter.shoot("identity-sample")
    vault = EntryVault(KeyFileEntries.make(shooter.stage / "keys.jpkey", "seven quiet anvils"), KeptIn.KEY_FILE)
    begin(vault, "王建国", "青岛某重型机械有限公司", datetime(2026, 7, 26, 8, tzinfo=UTC))
    own = shooter.own_program(lambda: vault)
    own.window.pages.show_identity()
    page: Any = own.window.page
    shooter.shoot("identity", lambda: not page.me.isHidden(), own)
    page.backup.open()
    page.backup.form.fields[0].setText("short")
    page.backup.form.send()
    shooter.shoot("identity-backup", program=own)
    page._show(me(vault))
    page.loss._explain()
    page._area.verticalScrollBar().setValue(page._area.verticalScrollBar().maximum())
    shooter.shoot("identity-anew", program=own)
    page.loss._close()
    page.ask_restore(Path("identity.jpkey"))
    page._area.verticalScrollBar().setValue(0)
    shooter.shoot("identity-restore", program=own)
    for part in (page.me, page.backup, page.restore, page.loss):
        part.hide()
    for code in ("keyring_missing", "keyring_hangs"):
        error = UserError(code, keyring="Secret Service", seconds="90")
        page.panel.show_trouble("\n".join(error_lines(error)), code)
        shooter.shoot(f"identity-{code.replace('_', '-')}", program=own)
    page.panel.show_locked()
    shooter.shoot("identity-locked", program=own)
    own.window.close()
    shooter.window.activateWindow()
    shooter.home()


def _expert(shooter: Shooter) -> None:
    late = next(one for one in shooter.workplace.seats() if one.desk == "expert" and not one.signed)
    shooter.sit("expert", late.person)
    page = shooter.page
    page.open_candidate("010")
    shooter.shoot("expert-overview", lambda: page.desk.dossier._dossier is not None)
    page.desk.dossier.turn_to("deeds")
    shooter.shoot("expert-deeds")
    page.open_candidate("002")
    page.desk.dossier.turn_to("honours")
    shooter.shoot("expert-honours")
    page.open_candidate("010")
    page.desk.dossier.turn_to("evidence")
    shooter.shoot("expert-pdf", lambda: page.desk.dossier.evidence._shown is not None)
    number = next((n for n, one in enumerate(page.desk.dossier.evidence._pieces, 1) if "image" in one.media_type), 1)
    page.desk.dossier.evidence.choose(number)
    shooter.shoot("expert-picture", lambda: page.desk.dossier.evidence._shown is page.desk.dossier.evidence.current())
    row = page.desk.marks.rows["contribution"]
    row.field.setFocus()
    row.field.setText("22.3")
    row.field.finished.emit()
    shooter.shoot("expert-off-grid")
    row.show_mark(None)
    page.desk.marks._ask_recusal()
    shooter.shoot("expert-recuse")
    page.desk.marks.reason.hide()
    page.open_candidate("012")
    shooter.shoot("expert-recused")
    _dossiers(shooter)
    page._show_finish()
    shooter.shoot("expert-finish")
    page._stack.setCurrentWidget(page.undertaking)
    shooter.shoot("expert-undertaking")
    _conflicts(shooter)
    page.show_view("desk")
    page.help.turn()
    shooter.shoot("expert-help")
    page.help.turn()
    shooter.home()
    shooter.sit("expert", "expert-01")
    shooter.page._show_finish()
    shooter.shoot("expert-signed", lambda: shooter.page.finish.signed.code.isVisible())
    shooter.page.finishing.export(shooter.stage / "no such stick" / "a.jpscore")
    shooter.shoot("expert-not-saved", lambda: bool(shooter.page.finish.signed.messages.texts))
    shooter.page.finishing.export(shooter.stage / "handed-in.jpscore")
    saved = shooter.page.finish.signed.messages
    shooter.shoot("expert-saved", lambda: any("handed-in" in text for text in saved.texts))
    shooter.home()


def _dossiers(shooter: Shooter) -> None:
    """Tags and proofs, finding in a PDF, filters that were chosen, the folded list, a narrow window."""
    from reviewer_app.services.shortlist import SCORED, Field

    desk = shooter.page.desk
    dossier, panes = desk.dossier, desk.panes
    desk.open_candidate("001")
    dossier.turn_to("achievements")
    shooter.shoot("expert-tags", lambda: dossier._dossier is not None)
    dossier.turn_to("evidence")
    shooter.spin(lambda: dossier.evidence._shown is not None)
    dossier.evidence.choose(3)
    shooter.spin(lambda: dossier.evidence._shown is dossier.evidence.current())
    dossier.evidence.list.setFocus()
    desk.seek()
    dossier.find_bar.field.setText("改")
    shooter.shoot("expert-find", lambda: "/" in dossier.find_bar.count.text())
    dossier.find_bar.leave()
    desk.candidates.filters.pick((Field.GROUP, min(one.group for one in shooter.page.board.candidates.values())))
    desk.candidates.want(SCORED)
    shooter.shoot("expert-filters")
    desk.candidates.show_everybody()
    panes.fold()
    shooter.shoot("expert-folded")
    panes.unfold()
    shooter.window.resize(800, 600)
    shooter.shoot("expert-narrow", lambda: panes.is_folded)
    panes.unfold()
    shooter.shoot("expert-narrow-list")
    panes.fold()
    shooter.window.resize(*SIZE)
    shooter.spin(lambda: not panes.is_folded)


def _conflicts(shooter: Shooter) -> None:
    """The conflict step with something to decide, then decided; and the private note."""
    page = shooter.page
    page.show_conflicts()
    step = page.declaring.page
    unit = page.board.candidates["002"].unit
    step.past.setPlainText(unit)
    step.past_units_written.emit(unit)
    shooter.spin(lambda: "002" in step.rows)
    step.enter()
    shooter.shoot("expert-conflicts")
    step.rows["002"]._ask_recusal()
    step._area.ensureWidgetVisible(step.rows["002"])
    shooter.shoot("expert-conflicts-recuse")
    for code in page.declaring.conflicts.undecided:
        page.declaring._dismiss(code, "已在十年前离职，没有往来")
    shooter.shoot("expert-conflicts-decided", lambda: not page.declaring.conflicts.undecided)
    step.finish_button.click()
    shooter.spin(lambda: page.is_at_desk)
    page.open_candidate("010")
    page.desk.write_note()
    page.desk.marks.note.field.setPlainText("专利排名第三，答辩时问清本人贡献。")
    shooter.shoot("expert-note")
    page.desk.settle()


def _language(shooter: Shooter) -> None:
    """The other language, put in force at the desk; then back."""
    from reviewer_app.i18n import Language, language

    first = language()
    other = next(one for one in Language if one is not first)
    late = next(one for one in shooter.workplace.seats() if one.desk == "expert" and not one.signed)
    shooter.sit("expert", late.person)
    shooter.page.open_candidate("010")
    shooter.speak(other)
    shooter.shoot("expert-other-language", lambda: shooter.page.desk.dossier._dossier is not None)
    shooter.speak(first)
    shooter.home()


def _look_over(shooter: Shooter) -> None:
    """The table with a mark that cannot be, a paste that cannot be; the ranking with ties; three side by side."""
    from decimal import Decimal

    from reviewer_app.ui.expert.table.model import FIRST_MARK

    late = next(one for one in shooter.workplace.seats() if one.desk == "expert" and not one.signed)
    shooter.sit("expert", late.person)
    page = shooter.page
    page.show_view("table")
    shooter.shoot("expert-table")
    page.view.grid.go_to(9, FIRST_MARK + 3)
    page.view._enter("010", "contribution", "22.3")
    shooter.shoot("expert-table-off-grid")
    page.view.model.drop_problem(("010", "contribution"))
    page.view.grid.go_to(9, FIRST_MARK)
    page.view.paste("工匠精神\t工艺专长\r\n85%\t22.5\r\n19\t1,000\r\n")
    shooter.shoot("expert-table-paste")
    page.view._drop_paste()
    page.marking.give({"002": {"expertise": Decimal("19.5")}})
    page.show_view("ranking")
    for code in ("005", "009", "002"):
        page.view._turn(code)
    shooter.shoot("expert-ranking")
    page.view._compare()
    shooter.shoot("expert-comparison", lambda: len(page.view._dossiers) == 3)
    page.view.remove("009")
    page.view.pick()
    shooter.shoot("expert-comparison-pick")
    page.undo()
    shooter.home()


def _chair(shooter: Shooter) -> None:
    shooter.sit("chair", "chair")
    page = shooter.page
    shooter.shoot("chair-ranking")
    page.tabs.turn_to("roll")
    shooter.shoot("chair-roll")
    damaged = shooter.stage / "expert-09.jpscore"
    content = bytearray(next((shooter.stage / "round" / "scores").glob("*.jpscore")).read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    shooter.drop(damaged)
    shooter.shoot("chair-refused", lambda: bool(page.messages.texts))
    page.messages.clear()
    page.tabs.turn_to("sign")
    shooter.shoot("chair-sign")
    shooter.home()


def _office(shooter: Shooter) -> None:
    shooter.sit("office", "office")
    page = shooter.page
    shooter.spin(lambda: page.draft.material is not None and bool(page.draft.people))
    for step in ("scheme", "material", "people", "seal"):
        page.turn_to(step)
        shooter.shoot(f"office-{step}")
    roster = shooter.stage / "roster.csv"
    lines = ("编号,姓名,单位,推荐方式", "001,王甲,某厂,单位推荐", "001,李乙,某厂,单位推荐", ",赵丙,某厂,单位推荐")
    roster.write_text("\n".join(lines), "utf-8")
    shooter.drop(roster)
    shooter.shoot("office-problems", lambda: page.material.problems.rowCount() >= 2)
    shooter.home()


def _record(shooter: Shooter) -> None:
    """A record that holds and one that does not; a round before and after it is erased; a damaged desk."""
    from reviewer_app.models.connection import encrypted, salt_of

    late = next(one for one in shooter.workplace.seats() if one.desk == "expert" and not one.signed)
    shooter.window.pages.show_seat_record(late)
    shooter.shoot("record", lambda: shooter.page.found is not None)
    shooter.home()
    seat = next(one for one in shooter.workplace.seats() if one.person == "expert-01")
    salt = salt_of(seat.store)
    connection = encrypted(shooter.workplace.vault.store_key(salt), salt)(seat.store)
    connection.execute("update audit set values_json = '{}' where number = 4")
    connection.close()
    shooter.window.pages.show_seat_record(seat)
    shooter.shoot("record-broken", lambda: shooter.page.found is not None)
    shooter.home()
    _mend(shooter, seat)
    shooter.window.pages.show_erasing(seat)
    shooter.shoot("erase")
    shooter.page.field.setText(seat.round_id)
    shooter.page.erase()
    shooter.shoot("erase-done", lambda: shooter.page.receipt is not None)
    shooter.home()


def _mend(shooter: Shooter, seat: Any) -> None:
    content = bytearray(seat.store.read_bytes())
    for position in range(5000, len(content), 5000):
        content[position] ^= 255
    seat.store.write_bytes(content)
    shooter.window.open_seat(seat)
    shooter.shoot("start-damaged", lambda: bool(shooter.page.messages.texts))
    shooter.window.pages.show_mending(seat)
    scores = sorted((shooter.stage / "round" / "scores").glob("*expert-01*.jpscore"))
    shooter.page.use_packages(tuple(scores))
    shooter.shoot("mend")
    shooter.page.restore()
    shooter.shoot("mend-done", lambda: shooter.page.told.isVisible())
    shooter.home()


def _large(shooter: Shooter) -> None:
    """Large type, where it is tightest."""
    shooter.theme.use_large_type(True)
    late = next(one for one in shooter.workplace.seats() if one.desk == "expert" and not one.signed)
    shooter.sit("expert", late.person)
    shooter.page.open_candidate("010")
    shooter.page.desk.dossier.turn_to("evidence")
    shooter.shoot("large-expert", lambda: shooter.page.desk.dossier.evidence._shown is not None)
    shooter.home()
    shooter.shoot("large-start")
    shooter.sit("chair", "chair")
    shooter.shoot("large-chair")
    shooter.home()
    shooter.theme.use_large_type(False)


def _paper(shooter: Shooter) -> None:
    """The printed pages, as the preview shows them."""
    from reviewer_app.services.paper import score_sheet_pdf, summary_sheet_pdf

    papers = (("score-sheet", "expert-01", score_sheet_pdf), ("summary-sheet", "chair", summary_sheet_pdf))
    for name, person, drawn in papers:
        seat = next(one for one in shooter.workplace.seats() if one.person == person)
        store = shooter.workplace.open_store(seat)
        content = drawn(store, [shooter.workplace.identity(seat).age_secret])
        store.close()
        for number, image in enumerate(_pages(content), start=1):
            if not shooter.words or any(word in f"paper-{name}" for word in shooter.words):
                image.save(str(shooter.target / f"paper-{name}-{number}.png"))


def _pages(content: bytes) -> Iterator[Any]:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    for page in range(min(document.pageCount(), 3)):
        size = document.pagePointSize(page)
        drawn = document.render(page, QSize(round(size.width() * 1.5), round(size.height() * 1.5)))
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        yield paper
    document.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--stage"]:
        make_stage(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--shoot"]:
        stage, target, theme, *words = sys.argv[2:]
        shooter = Shooter(Path(stage), Path(target), theme, words)
        shoot_all(shooter)
        shooter.window.close()
    else:
        sys.exit(main(sys.argv[1:]))
