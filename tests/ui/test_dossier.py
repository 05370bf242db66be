"""The dossier: a tab for each part, links to what proves it, finding in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.candidate import Achievement, Contest, Dossier, Tag
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.dossier_tabs import EVIDENCE, OVERVIEW, TITLES
from reviewer_app.ui.expert.evidence_content import made_ready
from reviewer_app.ui.expert.page import ExpertPage
from tests.ui.papers import pdf, piece
from tests.ui.test_expert import open_expert

TOLD = Dossier(
    candidate="001",
    deeds="他把一件小事做了三十年。\n三十年里带出了徒弟，徒弟又带出了徒弟。\n" + "后来如此。\n" * 60 + "最后一位徒弟。",
    honours=("某市劳动模范",),
    contests=(Contest(name="某赛", proof="缺的.pdf"),),
    achievements=(
        Achievement(title="一种工装", tags=(Tag.FIVE_SMALLS,), proof="02 图纸.pdf"),
        Achievement(title="一个奖", tags=(Tag.PROVINCIAL_AWARD, Tag.FIVE_SMALLS)),
    ),
    evidence=(piece(1, "01 证书.pdf", "application/pdf"), piece(2, "02 图纸.pdf", "application/pdf")),
)


@pytest.fixture
def page(qtbot: QtBot, desktop: Program, seat: Seat) -> ExpertPage:
    """The desk with a dossier that tells of everything but patents and mentorship."""
    made = open_expert(qtbot, desktop, seat)
    qtbot.waitUntil(lambda: made.desk.dossier._dossier is not None, timeout=10_000)
    made.desk.dossier.show_dossier(TOLD)
    return made


def test_every_part_has_its_tab_and_what_is_not_told_is_grey_with_a_0(page: ExpertPage) -> None:
    tabs = page.desk.dossier.tabs.tabs
    assert [tabs[name].text() for name in TITLES] == [
        *("Overview", "Deeds", "Honours 1", "Contests 1"),
        *("Patents 0", "Achievements 2", "Mentorship 0", "Evidence 2"),
    ]
    assert [name for name in TITLES if not tabs[name].isEnabled()] == ["patents", "mentorship"]


def test_a_tab_that_is_empty_for_this_candidate_shows_the_overview(qtbot: QtBot, page: ExpertPage) -> None:
    dossier = page.desk.dossier
    dossier.turn_to("achievements")
    dossier.show_dossier(Dossier(candidate="001"))
    assert dossier.tabs.tab == OVERVIEW
    qtbot.waitUntil(lambda: "Unit" in dossier.reading.toPlainText())
    dossier.show_dossier(TOLD)
    assert dossier.tabs.tab == "achievements", "the wish is kept for the next one"


def test_tabs_without_room_stand_in_a_menu_and_none_is_cut(qtbot: QtBot, page: ExpertPage) -> None:
    tabs = page.desk.dossier.tabs
    for width in (320, 420, 560, 900):
        tabs.setParent(None)
        tabs.resize(width, 40)
        tabs.show()
        qtbot.wait(20)
        seen = [made for made in (*tabs.tabs.values(), tabs.more) if made.isVisible()]
        assert tabs.tabs[EVIDENCE] in seen
        assert all(made.width() >= made.sizeHint().width() for made in seen), width
        assert all(made.geometry().right() <= width for made in seen), width
    assert not tabs.more.isVisible()
    tabs.resize(320, 40)
    tabs.show_current("mentorship")
    assert tabs.more.text().startswith("Mentorship")
    assert tabs.more.isChecked()
    tabs.close()


def test_a_proof_is_a_link_that_opens_its_piece(qtbot: QtBot, page: ExpertPage) -> None:
    dossier = page.desk.dossier
    dossier.turn_to("achievements")
    html = dossier.reading.toHtml()
    assert 'href="evidence:2"' in html
    dossier.reading.anchorClicked.emit(QUrl("evidence:2"))
    assert dossier.tab == EVIDENCE
    assert dossier.evidence.current() == TOLD.evidence[1]
    dossier.turn_to("contests")
    assert "Evidence named, but not in the dossier: 缺的.pdf" in dossier.reading.toPlainText()


def test_tags_of_an_achievement_are_those_of_its_proof(page: ExpertPage) -> None:
    assert [TOLD.tags_of(one) for one in TOLD.evidence] == [(), (Tag.FIVE_SMALLS,)]
    assert [made.text() for made in page.desk.dossier.evidence.pieces.buttons.values()] == ["All 2", "five smalls 1"]
    page.desk.dossier.turn_to("achievements")
    words = page.desk.dossier.reading.toPlainText().replace("\u2060", "").replace("\u00a0", " ")
    assert "一个奖   five smalls " in words or "一个奖   provincial award or higher " in words


def test_ctrl_f_in_the_dossier_finds_there_and_elsewhere_in_the_list(qtbot: QtBot, page: ExpertPage) -> None:
    dossier = page.desk.dossier
    dossier.turn_to("deeds")
    dossier.reading.setFocus()
    page.desk.seek()
    assert dossier.find_bar.field.hasFocus()
    dossier.find_bar.field.setText("徒弟")
    assert dossier.find_bar.count.text() == "1 / 4"
    for _time in range(3):
        dossier.find_bar._go_on(1)
    assert dossier.find_bar.count.text() == "4 / 4"
    assert dossier.reading.verticalScrollBar().value() > 0
    dossier.find_bar._go_on(1)
    assert dossier.find_bar.count.text() == "1 / 4"
    dossier.find_bar.field.setText("没有的")
    assert dossier.find_bar.count.text() == "none"
    dossier.find_bar.leave()
    assert dossier.reading.extraSelections() == []
    next(iter(page.desk.marks.rows.values())).field.setFocus()
    page.desk.seek()
    assert page.desk.candidates.search.hasFocus()


def test_the_find_bar_counts_in_a_pdf(qtbot: QtBot, page: ExpertPage) -> None:
    dossier = page.desk.dossier
    dossier.turn_to(EVIDENCE)
    one = TOLD.evidence[0]
    qtbot.waitUntil(lambda: dossier.evidence._shown is one, timeout=10_000)
    dossier.show_content(one, made_ready(one, pdf(pages=18)))
    dossier.evidence.list.setFocus()
    page.desk.seek()
    dossier.find_bar.field.setText("deeds")
    qtbot.waitUntil(lambda: dossier.find_bar.count.text() == "1 / 18")
    dossier.find_bar._go_on(1)
    dossier.find_bar._go_on(1)
    assert dossier.find_bar.count.text() == "3 / 18"


def test_lines_of_deeds_stay_short_on_a_wide_screen(page: ExpertPage) -> None:
    reading = page.desk.dossier.reading
    page.desk.dossier.turn_to("deeds")
    reading.setParent(None)
    reading.resize(1400, 500)
    reading.show()
    QApplication.processEvents()
    margins = reading.document().rootFrame().frameFormat()
    assert reading.viewport().width() - margins.rightMargin() <= 42 * 14 + 28
    reading.close()
