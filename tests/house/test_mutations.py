"""The list of mutations keeps up with the code: `make mutants` runs them, this says at once that they still apply."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[one.what for one in MUTATIONS])
def test_the_defence_stands_once_and_its_tests_exist(mutation: Mutation) -> None:
    assert (ROOT / mutation.module).read_text("utf-8").count(mutation.original) == 1
    for test in mutation.tests:
        file, name = test.split("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), test
