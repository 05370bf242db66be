"""A real Secret Service for tests: gnome-keyring on a D-Bus session of its own, in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

PASSWORD = "login-password"


class Keyring:
    """One session bus and one keyring daemon, in the given home."""

    def __init__(self, home: Path) -> None:
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")},
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": str(home),
        }
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            text=True,
        )
        assert self._bus.stdout
        self.address = self._bus.stdout.readline().strip()
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = self.address
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self, password: str = PASSWORD) -> None:
        """Starts the daemon; another password than the first time leaves it locked."""
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        assert self._daemon.stdin
        self._daemon.stdin.write(password.encode())
        self._daemon.stdin.close()
        self._wait_for_service()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """The daemon is gone, as after a crash."""
        if self._daemon is not None:
            self._signal(signal.SIGKILL)
            self._daemon.wait()
            self._daemon = None

    def close(self) -> None:
        self.kill()
        self._bus.terminate()
        self._bus.wait()
        assert self._bus.stdout
        self._bus.stdout.close()

    def _signal(self, number: signal.Signals) -> None:
        assert self._daemon
        self._daemon.send_signal(number)

    def _wait_for_service(self) -> None:
        for _attempt in range(200):
            asked = subprocess.run(
                [
                    *("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"),
                    *("org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"),
                ],
                env=self._environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if "true" in asked.stdout:
                return
            time.sleep(0.02)
        raise RuntimeError("the keyring did not start")
