#!/usr/bin/env bash
# Makes .venv from Python 3.13 and installs the pinned tools into it, in seconds where uv can be had.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly UV_PIN="uv==0.13.9"
readonly WANTED="$(cat .python-version)"

fits() { "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$WANTED')" 2>/dev/null; }

find_python() {
  local candidate
  for candidate in "python$WANTED" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$WANTED".*/bin/python python3 python; do
    if fits "$candidate"; then echo "$candidate"; return; fi
  done
  if command -v uv >/dev/null && uv python install --quiet "$WANTED"; then uv python find "$WANTED"; return; fi
  return 1
}

if ! fits .venv/bin/python; then
  if ! python="$(find_python)"; then
    echo "Leadgate needs Python $WANTED and none was found." >&2
    echo "What to do: install it from python.org or your system's packages, or with 'pyenv install $WANTED' or 'uv python install $WANTED'." >&2
    exit 1
  fi
  echo "Making .venv with $python"
  rm -rf .venv
  "$python" -m venv .venv || {
    echo "What to do: install the venv module of this Python (Debian and Ubuntu: apt install python$WANTED-venv)." >&2
    exit 1
  }
fi

pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }

uv_install() {
  local uv
  uv="$(command -v uv)" || { pip install "$UV_PIN" 2>/dev/null && uv=.venv/bin/uv; } || return 1
  "$uv" pip install --quiet --python .venv/bin/python "$@"
}

echo "Installing the pinned tools"
# uv takes seconds where pip takes a minute; pip knows indexes that uv may not.
uv_install -r requirements-dev.txt 2>.venv/uv.log || pip install -r requirements-dev.txt || {
  echo "What to do: see the message above; behind a proxy or an own index, configure pip for it (pip config)." >&2
  exit 1
}
pip install --no-deps --no-build-isolation -e .
touch .venv/installed
