"""The start page. It reads the index of seats and opens no store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reviewer_app import __version__
from reviewer_app.i18n import _
from reviewer_app.services.people import people_of
from reviewer_app.services.workplace import CHAIR, EXPERT, OFFICE, Seat
from reviewer_app.ui import guides
from reviewer_app.ui.identity.desk import IdentityDesk
from reviewer_app.ui.identity.panel import IdentityPanel
from reviewer_app.ui.messages import open_folder
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Frame, Icon, IconButton, LinkCard, button, fill, label, row, wrapped
from reviewer_app.ui.start.rounds import RoundList

if TYPE_CHECKING:
    from reviewer_app.services.identity import Me

WIDTH = 880
UNION = "union"
BACKUP, RESTORE, PEOPLE = "backup", "restore", "people"
"""What the identity page can begin with."""


class StartPage(Page):
    """Leads to the desks. `desk_asked` names a desk, `seat_asked` (of every page) a round that was open before.

    `seat_record_asked` and `erase_asked` name a round whose record is wanted, or which is to be erased.
    `identity_asked` leads to the identity page; it names what to begin with there, or nothing.
    """

    desk_asked = Signal(str)
    seat_record_asked = Signal(object)
    erase_asked = Signal(object)
    identity_asked = Signal(str)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop, "匠评")
        self._fill_bar()
        self.rounds = RoundList(desktop.theme)
        self.rounds.seat_asked.connect(self.seat_asked)
        self.rounds.record_asked.connect(self.seat_record_asked)
        self.rounds.erase_asked.connect(self.erase_asked)
        self._drop = Frame("drop", padding=14)
        words = wrapped(_("Drop a .jpround, .jpscore, .jpresult or .jpcard file anywhere on this window"), tone="muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choose = button(_("Open a file…"), self.file_asked.emit, name="open-file")
        self._drop.box.addWidget(words)
        self._drop.box.addWidget(row(None, choose, None))
        self.identity = IdentityPanel()
        self.set_body(self._scrolling())
        self._identity_desk = IdentityDesk(desktop, self.identity, self.messages, self)
        self._identity_desk.known.connect(self._show_me)
        self._identity_desk.begun.connect(lambda: self.identity_asked.emit(BACKUP))
        self.identity.restore_asked.connect(lambda: self.identity_asked.emit(RESTORE))
        self.reload()

    def load(self) -> None:
        """Finds out who is here; loads what needs loading beside the window."""
        if self.desktop.workplace.sample is None and not self.identity.is_asking:
            self._identity_desk.load()

    def _show_me(self, me: Me | None) -> None:
        self._me.setVisible(me is not None)
        if me is not None:
            name, mark = me.profile.name, me.fingerprint
            self._me.setText(f"{name}　{mark[:11]}…{mark[-4:]}")
            self._me.setToolTip(mark)

    def guide(self) -> Sequence[str]:
        return guides.START

    def again(self) -> StartPage:
        return StartPage(self.desktop)

    def take_over(self, old: Page) -> None:
        assert isinstance(old, StartPage)
        self.identity.take_over(old.identity)
        super().take_over(old)

    def reload(self) -> None:
        """Reads the index anew."""
        self.rounds.show_seats(self.desktop.workplace.seats())

    def take_focus(self) -> None:
        """To the button of the round last used, so that Enter goes on with it."""
        first = self.rounds.findChild(QPushButton)
        if first is not None:
            first.setFocus()

    def invite(self, inviting: bool) -> None:
        """Shows that what hovers over the window may be dropped."""
        self._drop.setProperty("inviting", "true" if inviting else "false")
        self._drop.style().unpolish(self._drop)
        self._drop.style().polish(self._drop)

    def _scrolling(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("role", "plain")
        inner.setMaximumWidth(WIDTH)
        fill(QVBoxLayout(inner), (self.identity, self._desks(), self.rounds, self._drop, None), 16, (8, 24, 8, 16))
        outer = QWidget()
        outer.setProperty("role", "plain")
        line = QHBoxLayout(outer)
        line.setContentsMargins(16, 0, 16, 0)
        line.addStretch(1)
        line.addWidget(inner, 100)
        line.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(outer)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _desks(self) -> QWidget:
        cards = (
            (EXPERT, "pencil-line", _("Review"), _("Open a round, read dossiers, give marks, sign")),
            (CHAIR, "sigma", _("Consolidate"), _("Gather score packages, verify, rank, decide")),
            (OFFICE, "clipboard-list", _("Prepare"), _("Roster, evidence, experts; seal the round")),
            (UNION, "landmark", _("Union"), _("Gather results, public vote, notices and naming")),
        )
        made = row(spacing=12)
        for desk, picture, title, words in cards:
            tile = Frame("tile", padding=0)
            tile.setFixedSize(32, 32)
            sign = Icon(self.theme, picture, "accent", 5)
            tile.box.addWidget(sign, 0, Qt.AlignmentFlag.AlignCenter)
            text = wrapped(words, tone="muted", scale="small")
            text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            text.setMinimumHeight(36)
            card = LinkCard(tile, 4, label(title, scale="title"), text, None, words=title)
            card.setObjectName(f"desk-{desk}")
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            card.clicked.connect(lambda desk=desk: self.desk_asked.emit(desk))
            layout = made.layout()
            assert layout is not None
            layout.addWidget(card)
        return made

    def _fill_bar(self) -> None:
        sample = self.desktop.workplace.sample
        if sample is not None:
            note = label(_("Sample round: its keys lie unprotected in a folder"), tone="amber")
            note.setToolTip(str(sample))
            self.bar_line.addWidget(Icon(self.theme, "triangle-alert", "amber", 2))
            self.bar_line.addWidget(note)
        self._me = label(tone="muted", name="me")
        self._me_button = button(_("Identity…"), self._ask_identity, name="identity")
        self._me.hide()
        self._switch = button(_("Switch person…"), lambda: self.identity_asked.emit(PEOPLE), name="switch-person")
        self._switch.setVisible(bool(people_of(self.desktop.workplace.home)))
        for part in (self._me, self._switch, self._me_button):
            self.bar_line.addWidget(part)
        self.add_tools()
        self.bar_line.addWidget(self._settings())

    def _ask_identity(self) -> None:
        self.identity_asked.emit("")

    def _settings(self) -> QToolButton:
        made = IconButton(self.theme, "settings", _("Settings"))
        made.setObjectName("settings")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMenu(self._menu(made))
        return made

    def _menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(_("Identity…")).triggered.connect(self._ask_identity)
        menu.addAction(_("Open the log folder")).triggered.connect(lambda: open_folder(self.desktop.log_folder))
        about = menu.addAction(_("Version {version}").format(version=__version__))
        about.setEnabled(False)
        return menu


def desk_title(seat: Seat) -> str:
    """The round and the desk, as the head of a page says it."""
    names = {
        EXPERT: _("{round} · Expert review"),
        CHAIR: _("{round} · Consolidation"),
        OFFICE: _("{round} · Preparation"),
    }
    return names[seat.desk].format(round=seat.title or seat.round_id)
