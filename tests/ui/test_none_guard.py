"""A fault of PySide6 6.12 on Python 3.11 (ADR 0006) would end the program after a few minutes of painting."""

from __future__ import annotations

import subprocess
import sys

import pytest

GUARDED = """
from PySide6.QtCore import QObject, Signal
from reviewer_app.ui.none_guard import keep_constants_alive
keep_constants_alive()
keep_constants_alive()
class One(QObject):
    told = Signal()
one = One()
"""


@pytest.mark.parametrize("call", ["one.setObjectName('x')", "one.told.emit()", "one.signalsBlocked()"])
def test_two_hundred_thousand_calls_are_survived(call: str) -> None:
    program = f"{GUARDED}for _ in range(200_000): {call}\nprint('alive')"
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout.strip()) == (0, "alive"), made.stderr
