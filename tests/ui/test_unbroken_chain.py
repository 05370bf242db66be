"""One unbroken chain through the windows: office, experts, chair, and the union that computes the result anew.

Everybody has a computer of their own; between them go only files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from reviewer_app.security.key_file import KeyFileEntries
from reviewer_app.security.vault import EntryVault, KeptIn
from reviewer_app.services.identity import begin, issue_own_card
from reviewer_app.services.keeper import KEY_FILE
from reviewer_app.services.recompute import recompute
from reviewer_app.services.sample import make_sample
from reviewer_app.services.workplace import ME, Workplace
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.office.page import OfficePage
from tests.ui.journey import (
    LONG,
    at_rest,
    expert_page,
    export,
    give_marks,
    hand_over,
    page_of,
    past_the_first_steps,
    press,
    reviewer_app,
    running,
    sign,
    wait_told,
)
from tests.world import SCHEME

CANDIDATES = 4
MARKS = {"expert-01": ("40", "30"), "expert-02": ("41", "30"), "expert-03": ("45", "33")}
PASSPHRASE = "seven quiet anvils"


class Somebody:
    """One person with a computer of their own, who has an identity and has given their card away."""

    def __init__(self, folder: Path, name: str, cards: Path) -> None:
        self.folder = folder / name
        data = self.folder / "data"
        data.mkdir(parents=True)
        self.vault = EntryVault(KeyFileEntries.make(data / KEY_FILE, PASSPHRASE, rounds=1), KeptIn.KEY_FILE)
        self.fingerprint = begin(self.vault, f"{name} 某", f"{name} 的单位", datetime.now(UTC)).fingerprint
        self.place = Workplace(data, lambda: self.vault)
        issue_own_card(self.vault, cards / f"{name}.jpcard", datetime.now(UTC))

    @property
    def secret(self) -> str:
        return self.vault.identity(ME).age_secret


def seal(qtbot: QtBot, office: Somebody, folder: Path) -> Path:
    """The office's desk: scheme, roster and evidence, people, terms, seal."""
    scheme, target = folder / "rules.toml", folder / "stick" / "2026.jpround"
    scheme.write_bytes(SCHEME)
    files = make_sample(folder / "material", candidates=CANDIDATES, seed=1)
    with running(office.folder, office.place) as desktop:
        desktop.window.pages._open_desk("office")
        page = page_of(qtbot, desktop, OfficePage)
        assert isinstance(page, OfficePage)
        page.use_scheme(scheme)
        page.read_material(files.roster, files.evidence)
        page.use_cards(sorted((folder / "cards").iterdir()))
        at_rest(qtbot, desktop)
        assert [one.id for one in page.draft.people] == ["chair", *MARKS, "office", "union"]
        page.sealing.round_title.setText("2026 测试选树")
        page.sealing.edition.setText("2026")
        page.sealing.round_id.setText("test-2026")
        page.sealing.undertaking.setPlainText("承诺公正")
        assert page.sealing.seal_button.isEnabled()
        page.seal(target)
        wait_told(qtbot, desktop, f"Print this fingerprint of the office on the meeting notice: {office.fingerprint}")
    return target


def judge(qtbot: QtBot, expert: Somebody, name: str, round_file: Path, office: str) -> Path:
    """An expert's desk, from the round to the package on the stick."""
    with running(expert.folder, expert.place) as desktop:
        hand_over(qtbot, desktop, round_file)
        wait_told(qtbot, desktop, office)
        press(qtbot, desktop.window, "It is the same: open")
        expert_page(qtbot, desktop)
        page = past_the_first_steps(qtbot, desktop)
        give_marks(qtbot, page, CANDIDATES, MARKS[name])
        sign(qtbot, page)
        return export(qtbot, page, round_file.parent / f"{name}.jpscore")


def consolidate(qtbot: QtBot, chair: Somebody, round_file: Path) -> Path:
    """The chair's desk: the stick with all packages on it, the signature, the result."""
    target = round_file.parent / "2026.jpresult"
    with running(chair.folder, chair.place) as desktop:
        hand_over(qtbot, desktop, round_file)
        press(qtbot, desktop.window, "It is the same: open")
        page = page_of(qtbot, desktop, ChairPage)
        assert isinstance(page, ChairPage)
        hand_over(qtbot, desktop, round_file.parent)
        wait_told(qtbot, desktop, "Packages taken in and verified: 3.")
        page.tabs.turn_to("sign")
        button: QPushButton = page.signature.signed.sign_button
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page._state.text == "Signed no. 1", timeout=LONG)
        page.export(target)
        qtbot.waitUntil(
            lambda: any("Saved and checked" in text for text in page.signature.signed.messages.texts), timeout=LONG
        )
    return target


@pytest.mark.external
def test_from_the_office_to_a_result_that_the_union_computes_anew(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("cards", "stick"):
        (tmp_path / name).mkdir()
    people = {name: Somebody(tmp_path, name, tmp_path / "cards") for name in ("office", "chair", "union", *MARKS)}
    office = people["office"].fingerprint
    round_file = seal(qtbot, people["office"], tmp_path)
    packages = [judge(qtbot, people[name], name, round_file, office) for name in MARKS]
    result = consolidate(qtbot, people["chair"], round_file)

    verified = reviewer_app("verify", result, *packages, "--round", round_file, "--office", office)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    found = recompute(result, [people["union"].secret], datetime.now(UTC))
    assert found.differences == ()
    scores = {row["candidate"]: (row["score"], row["rank"]) for row in found.signed.result["candidates"]}
    assert set(scores.values()) == {("73.00", 1)}, "(40 + 41 + 45) / 3 + (30 + 30 + 33) / 3"
    made = subprocess.run(
        [str(Path(sys.executable).parent / "reviewer-app"), "recompute", str(result)],
        env={**os.environ, "REVIEWER_APP_HOME": str(people["union"].folder)},
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
