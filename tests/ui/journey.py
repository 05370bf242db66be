"""Steps of whole journeys, done as a person at the keyboard does them, with real stores, keys, files and windows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.security.key_file import KeyFileEntries
from reviewer_app.security.vault import EntryVault, KeptIn
from reviewer_app.services.workplace import ME, Workplace
from reviewer_app.ui.expert.conflicts import ConflictPage
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.identity.forms import Form
from reviewer_app.ui.page import Page
from reviewer_app.ui.window import Window
from tests.ui.stage import program
from tests.world import World

LONG = 30_000


@contextmanager
def running(folder: Path, workplace: Workplace) -> Iterator[Program]:
    """The program of one person, its window shown; closed in order at the end."""
    made = program(folder, workplace)
    made.window.resize(1024, 600)
    made.window.show()
    try:
        yield made
    finally:
        made.window.page.settle()
        made.jobs.close()
        made.window.hide()
        made.window.deleteLater()


def candidate(code: str, unit: str) -> Candidate:
    return Candidate(code=code, name=f"某{code}", unit=unit, trade="焊工", channel=Channel.SELF)


def told(desktop: Program) -> str:
    return "\n".join(desktop.window.page.messages.texts)


def wait_told(qtbot: QtBot, desktop: Program, words: str) -> None:
    qtbot.waitUntil(lambda: words in told(desktop), timeout=LONG)


def at_rest(qtbot: QtBot, desktop: Program) -> None:
    """Until no long work runs and everything that was asked to be written is."""
    done: list[int] = []
    desktop.jobs.write(lambda: 1, done=done.append, failed=lambda _error: done.append(-1))
    qtbot.waitUntil(lambda: done == [1] and not desktop.jobs.is_busy, timeout=LONG)


def expert_page(qtbot: QtBot, desktop: Program) -> ExpertPage:
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ExpertPage), timeout=LONG)
    page = desktop.window.page
    assert isinstance(page, ExpertPage)
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow, timeout=LONG)
    return page


def page_of(qtbot: QtBot, desktop: Program, kind: type[Page]) -> Page:
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, kind), timeout=LONG)
    return desktop.window.page


def enter(form: Form, *texts: str) -> None:
    for field, text in zip(form.fields, texts, strict=True):
        field.setText(text)
    form.do.click()


def press(qtbot: QtBot, page: QWidget, words: str) -> None:
    """Clicks the button that shows these words."""
    made = next(one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible())
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def in_focus(qtbot: QtBot) -> QWidget:
    """Where the keyboard leads. A list that closed over the window may have left no window in front."""
    focus = QApplication.focusWidget()
    if focus is None:
        [window] = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window) and one.isVisible()]
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=LONG)
        focus = QApplication.focusWidget()
    assert focus is not None, "the keyboard leads nowhere"
    return focus


def wait_focus(qtbot: QtBot, wanted: QWidget) -> None:
    """Until the window's keyboard leads there."""
    qtbot.waitUntil(lambda: wanted.window().focusWidget() is wanted, timeout=LONG)


def keys(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses a key where the focus is."""
    qtbot.keyClick(in_focus(qtbot), key, held)


def words(qtbot: QtBot, text: str) -> None:
    """Types where the focus is; Chinese comes as an input method gives it."""
    focus = in_focus(qtbot)
    if text.isascii():
        qtbot.keyClicks(focus, text)
        return
    given = QInputMethodEvent()
    given.setCommitString(text)
    QApplication.sendEvent(focus, given)


def conflict_step(qtbot: QtBot, page: ExpertPage) -> ConflictPage:
    """The conflict step once the dossiers are searched."""
    qtbot.waitUntil(lambda: isinstance(page._stack.currentWidget(), ConflictPage), timeout=LONG)
    qtbot.waitUntil(lambda: page.declaring._search is None, timeout=LONG)
    return page.declaring.page


def past_the_first_steps(qtbot: QtBot, desktop: Program) -> ExpertPage:
    """Accepts the undertaking and declares that there is no conflict, by keyboard."""
    page = expert_page(qtbot, desktop)
    keys(qtbot, Qt.Key.Key_Space)
    step = conflict_step(qtbot, page)
    assert not step.rows
    wait_focus(qtbot, step.finish_button)
    keys(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.is_at_desk, timeout=LONG)
    return page


def give_marks(qtbot: QtBot, page: ExpertPage, candidates: int, marks: Sequence[str]) -> None:
    """Marks so many candidates one after the other, by keyboard alone."""
    for _number in range(candidates):
        code = page.desk.current
        for mark in marks:
            words(qtbot, mark)
            keys(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda code=code: page.board.is_scored(code), timeout=LONG)  # type: ignore[misc]


def sign(qtbot: QtBot, page: ExpertPage) -> None:
    """From the desk to the signature by keyboard."""
    keys(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_focus(qtbot, page.finish.signed.sign_button)
    keys(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.board.signed is not None and page.board.is_signed_current, timeout=LONG)


def export(qtbot: QtBot, page: ExpertPage, target: Path) -> Path:
    page.finishing.export(target)
    qtbot.waitUntil(
        lambda: any("Saved and checked" in text for text in page.finish.signed.messages.texts), timeout=LONG
    )
    return target


def reviewer_app(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a process of its own."""
    command = [str(Path(sys.executable).parent / "reviewer-app"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stock_verdict(package: Path, folder: Path, signer: str, kind: str) -> subprocess.CompletedProcess[bytes]:
    """What stock `unzip`, `sha256sum` and `ssh-keygen` say of a package."""
    subprocess.run(["unzip", "-q", str(package), "-d", str(folder)], check=True)
    for sums in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--quiet", sums], cwd=folder, check=True)
    names = ("-f", "allowed_signers", "-I", signer, "-n", f"{kind}@jiangping", "-s", "tagmanifest-sha256.txt.sig")
    return subprocess.run(
        ["ssh-keygen", "-Y", "verify", *names],
        input=(folder / "tagmanifest-sha256.txt").read_bytes(),
        cwd=folder,
        capture_output=True,
        check=False,
    )


def workplace_of(world: World, person: str) -> Workplace:
    """One person's own computer: a key file with their identity, and nothing else yet."""
    folder = world.folder / f"place-{person}"
    folder.mkdir()
    keys_of = KeyFileEntries.make(folder / "keys.jpkey", "seven quiet anvils", rounds=1)
    vault = EntryVault(keys_of, KeptIn.KEY_FILE)
    vault.keep(ME, world.identities[person])
    made = Workplace(folder / "data", lambda: vault)
    made.vouch(world.offices[0])
    return made


def hand_over(qtbot: QtBot, desktop: Program, *files: Path) -> None:
    """Drops files on the window."""
    desktop.window.activateWindow()
    desktop.window.open_files(list(files))
    at_rest(qtbot, desktop)
