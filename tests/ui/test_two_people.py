"""Two people at one system account: keys, desks and a passphrase each; and one person in two roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.errors import UserError
from reviewer_app.security.keys import Identity
from reviewer_app.security.system_keyring import system_keyring
from reviewer_app.security.vault import EntryVault, KeptIn
from reviewer_app.services import review
from reviewer_app.services.identity import begin
from reviewer_app.services.keeper import open_vault
from reviewer_app.services.people import add_person, last_place, people_of, place_of, put_under_passphrase
from reviewer_app.services.stores import open_desk
from reviewer_app.services.workplace import ME, Workplace
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.identity.page import IdentityPage
from reviewer_app.ui.start.page import StartPage
from tests.security.keyring_daemon import Keyring
from tests.ui.journey import (
    LONG,
    at_rest,
    enter,
    give_marks,
    hand_over,
    page_of,
    past_the_first_steps,
    press,
    running,
    sign,
    told,
    wait_told,
    workplace_of,
)
from tests.world import World

FIRST, SECOND = "seven quiet anvils", "nine loud hammers"


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Keyring(home)
    made.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    yield made
    made.close()


def start_page(qtbot: QtBot, desktop: Program) -> StartPage:
    """The start page, once it knows who is here or what stands in the way."""
    if not isinstance(desktop.window.page, StartPage):
        desktop.window.pages.go_home()
    page = desktop.window.page
    assert isinstance(page, StartPage)
    page.load()
    at_rest(qtbot, desktop)
    return page


def identity_page(qtbot: QtBot, desktop: Program) -> IdentityPage:
    desktop.window.pages.show_identity()
    page = desktop.window.page
    assert isinstance(page, IdentityPage)
    at_rest(qtbot, desktop)
    return page


def make_identity(qtbot: QtBot, desktop: Program, name: str) -> Identity:
    start = start_page(qtbot, desktop)
    enter(start.identity.person, name, "某厂")
    page_of(qtbot, desktop, IdentityPage)
    at_rest(qtbot, desktop)
    return desktop.window.page.desktop.workplace.vault.identity(ME)


def switch_to(qtbot: QtBot, desktop: Program, name: str, passphrase: str) -> StartPage:
    """Another person goes on: chosen by name, unlocked by a passphrase."""
    press(qtbot, start_page(qtbot, desktop), "Switch person…")
    page = page_of(qtbot, desktop, IdentityPage)
    at_rest(qtbot, desktop)
    press(qtbot, page, f"Go on as {name}")
    start = start_page(qtbot, desktop)
    assert desktop.window.focusWidget() is start.identity.known.fields[0]
    assert start.identity._title.text() == f"The keys of {name} are locked"
    enter(start.identity.known, passphrase)
    qtbot.waitUntil(lambda: name in start._me.text(), timeout=LONG)
    return start


def marks_kept(desktop: Program) -> dict[str, int]:
    workplace = desktop.window.page.desktop.workplace
    [seat] = workplace.seats()
    store = workplace.open_store(seat)
    try:
        return {sheet.candidate: len(sheet.marks) for sheet in review.sheets_of(store)}
    finally:
        store.close()


@pytest.mark.external
def test_two_experts_on_one_account_have_keys_and_desks_of_their_own(
    qtbot: QtBot, tmp_path: Path, keyring: Keyring
) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    home = tmp_path / "data"
    with running(tmp_path, last_place(home)) as desktop:
        world.identities["expert-01"] = make_identity(qtbot, desktop, "王师傅")
        assert start_page(qtbot, desktop)._switch.isHidden()
        page = identity_page(qtbot, desktop)
        press(qtbot, page, "Add a person…")
        enter(page.people.form, FIRST, FIRST)
        qtbot.waitUntil(lambda: isinstance(desktop.window.page, StartPage), timeout=LONG)
        start = start_page(qtbot, desktop)
        assert "under a passphrase that only you know" in start.identity.words.text()
        enter(start.identity.chosen, SECOND, SECOND)
        qtbot.waitUntil(start.identity.person.isVisible, timeout=LONG)
        world.identities["expert-02"] = make_identity(qtbot, desktop, "李师傅")
        at_rest(qtbot, desktop)
        assert [one.name for one in people_of(home)] == ["王师傅", "李师傅"]
        world.seal()

        hand_over(qtbot, desktop, world.round_path)
        press(qtbot, desktop.window, "It is the same: open")
        second = past_the_first_steps(qtbot, desktop)
        assert second._sitting.seat.person == "expert-02"
        give_marks(qtbot, second, 2, ("40", "30"))

        start = switch_to(qtbot, desktop, "王师傅", FIRST)
        assert start.desktop.workplace.seats() == (), "another's rounds are not even listed"
        hand_over(qtbot, desktop, world.round_path)
        press(qtbot, desktop.window, "It is the same: open")
        first = past_the_first_steps(qtbot, desktop)
        assert first._sitting.seat.person == "expert-01"
        give_marks(qtbot, first, 1, ("11", "12"))
        desktop.window.pages.go_home()
        at_rest(qtbot, desktop)
        assert marks_kept(desktop) == {"001": 2, "002": 0, "003": 0, "004": 0}
        switch_to(qtbot, desktop, "李师傅", SECOND)
        assert marks_kept(desktop) == {"001": 2, "002": 2, "003": 0, "004": 0}

    [mine], [other] = (place_of(home, person.folder).seats() for person in people_of(home))
    folders = [home / person.folder for person in people_of(home)]
    vaults = [open_vault(folders[0], lambda: FIRST), open_vault(folders[1], lambda: SECOND)]
    for vault, theirs in zip(vaults, (other, mine), strict=True):
        with pytest.raises(UserError) as refused:
            open_desk(theirs.store, vault)
        assert refused.value.code == "store_key_missing"
    for person in people_of(home):
        with pytest.raises(UserError) as refused:
            _ = place_of(home, person.folder).vault
        assert refused.value.code == "key_file_locked", "the keyring of the account opens nobody's keys"
    assert last_place(home).folder == home / people_of(home)[1].folder
    world.close()


@pytest.mark.external
def test_moved_keys_open_every_desk_that_was_there_and_leave_the_keyring(
    qtbot: QtBot, tmp_path: Path, keyring: Keyring
) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    home = tmp_path / "data"
    with running(tmp_path, last_place(home)) as desktop:
        world.identities["expert-01"] = make_identity(qtbot, desktop, "王师傅")
        world.seal()
        desktop.window.pages.go_home()
        hand_over(qtbot, desktop, world.round_path)
        press(qtbot, desktop.window, "It is the same: open")
        give_marks(qtbot, past_the_first_steps(qtbot, desktop), 3, ("40", "30"))
        desktop.window.pages.go_home()
        at_rest(qtbot, desktop)
        in_keyring = desktop.desktop.workplace.vault
        page = identity_page(qtbot, desktop)
        press(qtbot, page, "Add a person…")
        enter(page.people.form, FIRST, FIRST)
        qtbot.waitUntil(lambda: isinstance(desktop.window.page, StartPage), timeout=LONG)
        start = switch_to(qtbot, desktop, "王师傅", FIRST)
        assert start.desktop.workplace.vault.kept_in is KeptIn.KEY_FILE
        assert marks_kept(desktop) == {"001": 2, "002": 2, "003": 2, "004": 0}
        with pytest.raises(KeyError):
            in_keyring.identity(ME)
        assert people_of(home)[1].name == ""
        press(qtbot, start, "Switch person…")
        people = page_of(qtbot, desktop, IdentityPage)
        at_rest(qtbot, desktop)
        press(qtbot, people, "Go on as a new person")
        assert start_page(qtbot, desktop).identity.chosen.isVisible()
    assert not list(home.glob(".*moving*"))
    world.close()


@pytest.mark.external
def test_a_move_that_was_cut_off_is_finished_before_anybody_is_added(tmp_path: Path, keyring: Keyring) -> None:
    vault = EntryVault(system_keyring(seconds=10), KeptIn.KEYRING)
    begin(vault, "王师傅", "某厂", datetime.now(UTC))
    place = Workplace(tmp_path / "data", lambda: vault)
    place.folder.mkdir()
    identity, profile = vault.identity(ME), vault.profile(ME)
    put_under_passphrase(place, FIRST)
    vault.keep(ME, identity)  # as if the program had been killed before the keyring let go
    vault.keep_profile(ME, profile)
    (place.folder / "keyring-not-empty").touch()
    keyring.kill()
    keyring.start(password="not the password")
    with pytest.raises(UserError) as refused:
        add_person(place, "王师傅")
    assert refused.value.code == "keyring_locked"
    assert people_of(place.home) == ()
    keyring.kill()
    keyring.start()
    add_person(place, "王师傅")
    assert len(people_of(place.home)) == 2
    with pytest.raises(KeyError):
        vault.identity(ME)
    assert place.vault.identity(ME).age_secret == identity.age_secret


def test_nobody_is_added_before_the_own_keys_are_protected(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        add_person(place_of(tmp_path, ""), "王师傅")
    assert refused.value.code == "own_keys_first"
    assert people_of(tmp_path) == ()


def test_a_damaged_list_of_people_leads_to_the_first(tmp_path: Path) -> None:
    (tmp_path / "people.json").write_text("{", "utf-8")
    assert people_of(tmp_path) == ()
    assert last_place(tmp_path).folder == tmp_path


def test_a_chair_who_is_an_expert_too_sees_others_marks_only_after_signing(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    world.enrol()
    world.identities["chair"] = world.identities["expert-01"]
    (tmp_path / "chair.jpcard").unlink()
    world.seal()
    place = workplace_of(world, "expert-01")
    with running(tmp_path, place) as desktop:
        open_as(qtbot, desktop, world.round_path, "chair · Consolidation")
        wait_told(qtbot, desktop, "You are an expert in this round too (expert-01).")
        assert "Score and sign your own sheets first; then the chair's desk opens." in told(desktop)
        open_as(qtbot, desktop, world.round_path, "expert-01 · Expert review")
        page = past_the_first_steps(qtbot, desktop)
        give_marks(qtbot, page, 4, ("40", "30"))
        sign(qtbot, page)
        desktop.window.pages.go_home()
        at_rest(qtbot, desktop)
        open_as(qtbot, desktop, world.round_path, "chair · Consolidation")
        page_of(qtbot, desktop, ChairPage)
    world.close()


def open_as(qtbot: QtBot, desktop: Program, round_path: Path, who: str) -> None:
    """Drops a round and chooses the role to open it in."""
    hand_over(qtbot, desktop, round_path)
    qtbot.waitUntil(lambda: bool(desktop.window.page.findChildren(QMenu, "who")), timeout=LONG)
    [menu] = desktop.window.page.findChildren(QMenu, "who")[-1:]
    next(action for action in menu.actions() if action.text() == who).trigger()
    menu.close()
