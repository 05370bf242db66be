#!/usr/bin/env bash
# Writes the hashed locks anew from pyproject.toml. Needs `uv`; nothing else of the project does.
# No address of a registry may stand in them: the ordinary configuration of pip says where packages come from.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$@"
}
printf 'pip>=25\nhatchling>=1.27\nbabel>=2.16\neditables>=0.5\n' | compile - -o requirements/build.lock
compile pyproject.toml -o requirements/run.lock
compile pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock
if grep -nE '://|index-url|find-links' requirements/*.lock; then
  echo 'An address stands in a lock.' >&2
  exit 1
fi
