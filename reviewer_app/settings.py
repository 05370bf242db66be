"""Where the program keeps its own files, and the log.

`REVIEWER_APP_HOME` puts everything below one folder (a portable program, a test); else the system's usual places.
The log holds no personal data: of an unexpected error only its kind and the lines of code it passed through.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "reviewer-app"
LOG_BYTES = 1 << 20
LOG_FILES = 3


@dataclass(frozen=True, slots=True)
class Folders:
    """Data, configuration and log folders; they need not exist yet."""

    data: Path
    config: Path
    log: Path


def folders(environment: Mapping[str, str] = os.environ) -> Folders:
    home = environment.get("REVIEWER_APP_HOME")
    if home:
        return Folders(Path(home) / "data", Path(home) / "config", Path(home) / "log")
    import platformdirs

    return Folders(
        Path(platformdirs.user_data_dir(NAME, appauthor=False)),
        Path(platformdirs.user_config_dir(NAME, appauthor=False)),
        Path(platformdirs.user_log_dir(NAME, appauthor=False)),
    )


def log_bug(error: BaseException, folder: Path) -> Path:
    """Writes where an unexpected error came from, without its message or values; returns the log file."""
    import logging
    from logging.handlers import RotatingFileHandler

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "reviewer-app.log"
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    record = logging.LogRecord(NAME, logging.ERROR, "", 0, bug_report(error), None, None)
    handler.emit(record)
    handler.close()
    return path


def bug_report(error: BaseException) -> str:
    """The kind of an error and the lines of code that it passed through: nothing of what was being worked on."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([type(error).__name__, *lines])
