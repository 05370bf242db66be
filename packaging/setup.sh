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

# What Qt's libraries look for and do not find, as Debian packages.
missing_libraries() {
  local qt=.venv/lib/python3*/site-packages/PySide6/Qt
  # shellcheck disable=SC2086
  ldd $qt/lib/libQt6{Core,Gui,Widgets,DBus,Network,Pdf,PdfWidgets,Svg,PrintSupport}.so.6 \
    $qt/plugins/platforms/libq{xcb,offscreen}.so 2>/dev/null | awk '/not found/ {print $1}' | sort -u |
    sed -E 's/^libEGL\.so.*/libegl1/; s/^libGL\.so.*/libgl1/; s/^libg(lib|thread)-2\.0.*/libglib2.0-0/
      s/^libfontconfig.*/libfontconfig1/; s/^libfreetype.*/libfreetype6/; s/^libxkbcommon-x11.*/libxkbcommon-x11-0/
      s/^libxkbcommon\.so.*/libxkbcommon0/; s/^libX11-xcb.*/libx11-xcb1/; s/^libX11\.so.*/libx11-6/
      s/^libdbus-1.*/libdbus-1-3/; s/^libxcb-render-util.*/libxcb-render-util0/; s/^libxcb-(icccm)\.so.*/libxcb-\14/
      s/^libxcb-(cursor|image|randr|shape|render|shm|sync|xfixes)\.so.*/libxcb-\10/; s/^libxcb-(keysyms|xkb)\.so.*/libxcb-\11/
      s/^libxcb\.so.*/libxcb1/; s/^libSM\.so.*/libsm6/; s/^libICE\.so.*/libice6/' | sort -u
}

need_libraries() { # need_libraries STRICT|MILD: windows need them; the command line does not
  local packages
  packages=$(missing_libraries | tr '\n' ' ')
  [ -z "${packages// /}" ] && return
  say "The windows need system libraries that are missing: $packages"
  # shellcheck disable=SC2086
  install_packages $packages && return
  say "Install them: apt-get install $packages"
  [ "$1" = MILD ] || exit 2
}

case "${1:?run, dev or tools}" in
  run)
    make_environment
    install_locked requirements/build.lock
    install_locked requirements/run.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
    need_libraries MILD
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
    need Xvfb xvfb
    need openbox openbox
    need xdotool xdotool
    if [ ${#missing[@]} -gt 0 ]; then
      say "The tests use stock tools; missing: ${missing[*]}"
      install_packages "${missing[@]}" || { say "Install them: apt-get install ${missing[*]}"; exit 2; }
    fi
    if [ -x .venv/bin/python ]; then need_libraries STRICT; fi
    ;;
  *)
    say "usage: packaging/setup.sh run|dev|tools"
    exit 2
    ;;
esac
