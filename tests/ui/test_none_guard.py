"""A fault of PySide6 6.12 on Python 3.11 (ADR 0006) would end the program after a few minutes of painting."""

from __future__ import annotations

import subprocess
import sys

CALLS = """
from PySide6.QtCore import QObject
from reviewer_app.ui.none_guard import keep_none_alive
keep_none_alive()
keep_none_alive()
one = QObject()
for _ in range(200_000):
    one.setObjectName("x")
print("alive")
"""


def test_two_hundred_thousand_calls_that_return_nothing_are_survived() -> None:
    made = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout.strip()) == (0, "alive"), made.stderr
