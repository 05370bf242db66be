#!/usr/bin/env bash
# Makes .venv from the hashed locks: `run` for the program, `dev` for the tests and checks on top.
# `tools` makes sure of the stock programs that judge our packages in the tests.
# A missing system package is named, and installed where that is allowed (root, or sudo without a password).
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

install_packages() {
  local sudo=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo -n"; else return 1; fi
  fi
  command -v apt-get >/dev/null || return 1
  say "Installing Debian packages: $*"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null || true
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need() { # need COMMAND PACKAGE: the missing packages are gathered in `missing`
  command -v "$1" >/dev/null || missing+=("$2")
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv"
  exit 2
}

make_environment() {
  [ -x .venv/bin/python ] && return
  local python
  python=$(find_python)
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    say "Python's venv module is missing: Debian package python3-venv."
    install_packages python3-venv || { say "Install it: apt-get install python3-venv"; exit 2; }
  fi
  say "Making the environment in .venv ..."
  "$python" -m venv .venv
}

install_locked() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$1" 2> >(grep -v "is ignored: it is neither" >&2); }

case "${1:?run, dev or tools}" in
  run)
    make_environment
    install_locked requirements/build.lock
    install_locked requirements/run.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
    touch .venv/.run
    ;;
  dev)
    say "Adding the tools for tests and checks ..."
    install_locked requirements/dev.lock
    touch .venv/.dev
    ;;
  tools)
    missing=()
    need ssh-keygen openssh-client
    need age age
    need unzip unzip
    need sha256sum coreutils
    need dbus-daemon dbus
    need dbus-send dbus
    need gnome-keyring-daemon gnome-keyring
    need strace strace
    if [ ${#missing[@]} -gt 0 ]; then
      say "The tests use stock tools; missing: ${missing[*]}"
      install_packages "${missing[@]}" || { say "Install them: apt-get install ${missing[*]}"; exit 2; }
    fi
    ;;
  *)
    say "usage: packaging/setup.sh run|dev|tools"
    exit 2
    ;;
esac
