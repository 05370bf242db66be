"""Fails when a test was skipped or none ran: `no_skips.py tests.xml` (JUnit XML, as pytest writes it)."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def main(path: str) -> int:
    cases = list(ElementTree.fromstring(Path(path).read_text("utf-8")).iter("testcase"))
    skipped = [case for case in cases if case.find("skipped") is not None]
    for case in skipped:
        print(f"skipped: {case.get('classname')}::{case.get('name')}")
    if not cases:
        print("no test ran")
    return 1 if skipped or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
