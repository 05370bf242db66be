"""The office's page: steps at the left, each with the number of its open points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _
from reviewer_app.i18n.errors import WARNING_TEXTS
from reviewer_app.resources import resource
from reviewer_app.services import drafting
from reviewer_app.services.drafting import MATERIAL, PEOPLE, SCHEME, SEAL, STEPS, Draft
from reviewer_app.services.prepare import Material, read_material
from reviewer_app.services.workplace import Seat
from reviewer_app.ui import guides
from reviewer_app.ui.keys import Key
from reviewer_app.ui.office.material import MaterialStep
from reviewer_app.ui.office.people import PeopleStep
from reviewer_app.ui.office.scheme import SchemeStep
from reviewer_app.ui.office.seal import SealStep
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Frame, button, fill
from reviewer_app.ui.progress import WorkStrip
from reviewer_app.ui.record.look import look_at
from reviewer_app.ui.save_as import ask_target
from reviewer_app.ui.start.page import desk_title
from reviewer_app.ui.tables import table_keys

TABLES = (".xlsx", ".xls", ".et", ".csv")


class OfficePage(Page):
    def __init__(self, desktop: Desktop, seat: Seat | None) -> None:
        super().__init__(desktop, desk_title(seat) if seat else _("Prepare a round"))
        self._seat = seat
        self._is_laid_out = False
        self.draft = Draft(undertaking=_shipped_undertaking())
        self._problems: tuple[Problem, ...] = ()
        self.scheme = SchemeStep(self.theme)
        self.material = MaterialStep(desktop)
        self.people = PeopleStep(desktop)
        self.sealing = SealStep()
        self.strip = WorkStrip(self.theme)
        self._steps: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self.add_home_button()
        if seat is not None:
            self.add_record_button(look_at(desktop.workplace, seat))
        self.add_tools()
        self.add_strip(self.strip)
        self.set_body(self._body())
        self.scheme.scheme_chosen.connect(self.use_scheme)
        self.material.material_asked.connect(self.read_material)
        self.people.cards_given.connect(self.use_cards)
        self.people.role_given.connect(self._give_role)
        self.people.person_removed.connect(self._remove)
        self.sealing.terms_changed.connect(self._take_terms)
        self.sealing.seal_asked.connect(self._ask_target)
        self.sealing.undertaking.setPlainText(self.draft.undertaking)
        self.turn_to(SCHEME)
        self._show()
        for number, step in enumerate(STEPS, start=1):
            words = _("Turns to: {view}").format(view=_step_names()[step])
            self.keys.bind(f"Ctrl+{number}", words, partial(self.turn_to, step))

    # steps

    def turn_to(self, step: str) -> None:
        for name, made in self._steps.items():
            made.setChecked(name == step)
        self._steps[step].setFocus()
        self._stack.setCurrentIndex(STEPS.index(step))

    def use_scheme(self, path: Path) -> None:
        self.desktop.jobs.start(
            lambda _progress: drafting.with_scheme(self.draft, path),
            done=self._scheme_read,
            failed=self.messages.show_error,
            owner=self,
        )

    def read_material(self, roster: Path, evidence: Path) -> None:
        def read(progress: Progress) -> Material:
            return read_material(roster, evidence, progress)

        job = self.desktop.jobs.start(
            read,
            done=self._material_read,
            failed=self._material_failed,
            progress=self.strip.tell,
            cancelled=self.strip.finish,
            owner=self,
        )
        self.strip.follow(job, _("Reading the roster…"))

    def use_cards(self, paths: list[Path]) -> None:
        self.desktop.jobs.start(
            lambda _progress: drafting.with_cards(self.draft, paths),
            done=lambda draft: self._take(replace(self.draft, people=draft.people)),
            failed=self.messages.show_error,
            owner=self,
        )

    def take_focus(self) -> None:
        self._steps[SCHEME].setFocus()

    def load(self) -> None:
        """Puts the sample round's own files on the desk, once."""
        workplace = self.desktop.workplace
        if workplace.sample is not None and not self._is_laid_out:
            self._lay_out_sample(workplace.folder, self._seat)
        self._is_laid_out = True

    def guide(self) -> Sequence[str]:
        return guides.OFFICE

    def field_keys(self) -> tuple[Key, ...]:
        return table_keys()

    def again(self) -> OfficePage:
        return OfficePage(self.desktop, self._seat)

    def take_over(self, old: Page) -> None:
        assert isinstance(old, OfficePage)
        self._is_laid_out, self._problems = old._is_laid_out, old._problems
        self.material.take_over(old.material)
        self.material.show_material(old.draft.material, old._problems)
        self.scheme.show_scheme(old.draft.scheme)
        super().take_over(old)
        self._take(old.draft)
        self.turn_to(STEPS[old._stack.currentIndex()])

    def take_files(self, files: list[Path]) -> bool:
        """Takes rosters, evidence folders, cards and schemes; anything else is for the window."""
        cards = [one for one in files if one.suffix == Kind.CARD.suffix]
        for one in files:
            if one.suffix.lower() in TABLES:
                self.material.use_roster(one)
                self.turn_to(MATERIAL)
            elif one.is_dir():
                self.material.use_evidence(one)
                self.turn_to(MATERIAL)
            elif one.suffix == ".toml":
                self.use_scheme(one)
                self.turn_to(SCHEME)
        if cards:
            self.use_cards(cards)
            self.turn_to(PEOPLE)
        return bool(cards) or any(one.is_dir() or one.suffix.lower() in (*TABLES, ".toml") for one in files)

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.strip.is_busy:
            return True
        self.messages.tell(
            _("The work is still running. Wait until it is done, or stop it; nothing is left half written."),
            "amber",
            (_("Stop it and go"), lambda: self.strip.stop_then(then)),
        )
        return False

    # what comes back

    def _scheme_read(self, draft: Draft) -> None:
        self.scheme.show_scheme(draft.scheme)
        self._take(replace(self.draft, scheme=draft.scheme, scheme_bytes=draft.scheme_bytes))
        if draft.scheme is not None and not self.sealing.round_title.text():
            self.sealing.round_title.setText(f"{self.sealing.edition.text()} {draft.scheme.title}")

    def _material_read(self, material: Material) -> None:
        self.strip.finish()
        self._problems = material.warnings
        self.material.show_material(material, material.warnings)
        self._take(replace(self.draft, material=material))

    def _material_failed(self, error: Exception) -> None:
        self.strip.finish()
        if not isinstance(error, InputError):
            self.messages.show_error(error)
            return
        self._problems = error.problems
        self.material.show_material(None, error.problems)
        self._take(replace(self.draft, material=None))

    def _give_role(self, person: str, role: Role) -> None:
        self._take(drafting.with_role(self.draft, person, role))

    def _remove(self, person: str) -> None:
        self._take(drafting.without_person(self.draft, person))

    def _take_terms(self) -> None:
        form = self.sealing
        self._take(
            replace(
                self.draft,
                title=form.round_title.text(),
                edition=int(form.edition.text() or 0),
                round_id=form.round_id.text().strip(),
                undertaking=form.undertaking.toPlainText(),
            )
        )

    def _take(self, draft: Draft) -> None:
        self.draft = draft
        self._show()

    def _show(self) -> None:
        points = drafting.open_points(self.draft)
        errors = sum(one.code not in WARNING_TEXTS for one in self._problems)
        names = _step_names()
        for step, made in self._steps.items():
            count = errors if step == MATERIAL and errors else len(points[step])
            made.setText(f"{names[step]}   {count}" if count else f"{names[step]}   ✓")
            made.setAccessibleName(_("{step}, open points: {count}").format(step=names[step], count=count))
        self.people.show_people(self.draft.people)
        self.sealing.show_open([problem for step in STEPS for problem in points[step]])

    # sealing

    def _ask_target(self) -> None:
        name = f"{self.draft.round_id}{Kind.ROUND.suffix}"
        target = ask_target(self, self.desktop.preferences, _("Seal the round"), name, _("Rounds (*.jpround)"))
        if target is not None:
            self.seal(target)

    def seal(self, target: Path) -> None:
        """Seals the round into a file, with progress and a way to stop it."""
        workplace, draft = self.desktop.workplace, self.draft

        def seal(progress: Progress) -> Seat:
            return drafting.seal(workplace, draft, target, datetime.now(UTC), progress)

        job = self.desktop.jobs.start(
            seal,
            done=lambda seat: self._sealed(seat, target),
            failed=self._seal_failed,
            progress=self.strip.tell,
            cancelled=self._seal_stopped,
            owner=self,
        )
        self.sealing.seal_button.setEnabled(False)
        self.strip.follow(job, _("Sealing the round…"))

    def _sealed(self, seat: Seat, target: Path) -> None:
        self.strip.finish()
        self._show()
        fingerprint = self.desktop.workplace.identity(seat).signing.public.fingerprint
        self.messages.tell(
            _(
                "Sealed, saved and checked: {path}. Print this fingerprint of the office on the meeting notice: "
                "{fingerprint}"
            ).format(path=target, fingerprint=fingerprint),
            "green",
        )

    def _seal_failed(self, error: Exception) -> None:
        self.strip.finish()
        self._show()
        self.messages.show_error(error)

    def _seal_stopped(self) -> None:
        self.strip.finish()
        self._show()
        self.messages.tell(_("Stopped. No file was left behind."), "amber")

    # building

    def _body(self) -> QWidget:
        steps = Frame("card", spacing=4, padding=8)
        steps.setMinimumWidth(210)
        steps.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        for step in STEPS:
            made = button("", lambda step=step: self.turn_to(step), kind="step", name=f"step-{step}")  # type: ignore[misc]
            made.setCheckable(True)
            self._steps[step] = made
            steps.box.addWidget(made)
        steps.box.addStretch(1)
        views: tuple[QWidget, ...] = (self.scheme, self.material, self.people, self.sealing)
        for view in views:
            self._stack.addWidget(view)
        body = QWidget()
        fill(QHBoxLayout(body), (steps, self._stack), 8, (8, 8, 8, 8))
        outer = QWidget()
        fill(QVBoxLayout(outer), (body,), 0)
        return outer

    def _lay_out_sample(self, folder: Path, seat: Seat | None) -> None:
        """Puts the sample round's own files on the desk, so that everything can be tried."""
        self.use_scheme(folder / "scheme.toml")
        self.material.use_roster(folder / "input" / "roster.xlsx")
        self.material.use_evidence(folder / "input" / "evidence")
        self.use_cards(sorted((folder / "cards").glob(f"*{Kind.CARD.suffix}")))
        if seat is not None:
            self.sealing.round_id.setText(seat.round_id)
            self.sealing.round_title.setText(seat.title)


def _step_names() -> dict[str, str]:
    return {
        SCHEME: _("Scheme"),
        MATERIAL: _("Candidates and evidence"),
        PEOPLE: _("People"),
        SEAL: _("Seal"),
    }


def _shipped_undertaking() -> str:
    path = resource("sample", "undertaking.txt")
    return path.read_text("utf-8").strip() if path.is_file() else ""
