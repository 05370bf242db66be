"""Tables: columns as wide as the type asks for, and as the user left them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.ui.office.models import problem_model
from reviewer_app.ui.tables import Table


@pytest.fixture
def table(qtbot: QtBot, desktop: Program) -> Iterator[Table]:
    made = Table(desktop.desktop.theme, desktop.desktop.preferences, problem_model(), "of-a-test")
    qtbot.addWidget(made)
    made.set_widths(130, 104, 52, 78)
    yield made
    desktop.desktop.theme.use_large_type(False)


def widths(table: Table) -> list[int]:
    return [table.columnWidth(number) for number in range(4)]


def test_columns_grow_with_the_type_while_the_table_is_open(desktop: Program, table: Table) -> None:
    assert widths(table) == [130, 104, 52, 78]
    desktop.desktop.theme.use_large_type(True)
    assert widths(table) == [170, 136, 68, 102]
    desktop.desktop.theme.use_large_type(False)
    assert widths(table) == [130, 104, 52, 78]


def test_a_width_that_was_dragged_holds_for_its_size_of_type(desktop: Program, table: Table) -> None:
    theme = desktop.desktop.theme
    theme.use_large_type(True)
    table.setColumnWidth(0, 240)
    theme.use_large_type(False)
    assert widths(table) == [130, 104, 52, 78]
    theme.use_large_type(True)
    assert widths(table) == [240, 136, 68, 102]
