#!/usr/bin/env bash
# Unpacks Debian's Chromium and its driver into .local/chromium where the machine has none; needs no root.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly PLACE="$PWD/.local/chromium"

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then exit; fi
if [ -x "$PLACE/usr/bin/chromedriver" ]; then exit; fi

fail() {
  echo "$1" >&2
  echo "What to do: install chromium and chromedriver so that both are on the PATH (Debian: apt install chromium chromium-driver)." >&2
  exit 1
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "There is no Chromium, and no apt to get one with."

download="$(mktemp -d)"
trap 'rm -rf "$download"' EXIT
mkdir -p "$download"/{lists,archives}/partial "$download/root"

# Lists and packages in a folder of our own: apt reads what the system has, and changes nothing.
apt() {
  apt-get -qq -o Dir::State::lists="$download/lists" -o Dir::Cache="$download" -o Debug::NoLocking=1 \
    -o APT::Sandbox::User= -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

echo "Getting Chromium from Debian (120 MB)"
apt update || fail "The lists of Debian's packages could not be had."
apt install --download-only --no-install-recommends --yes chromium chromium-driver || fail "Chromium could not be had."
for package in "$download"/archives/*.deb; do dpkg-deb -x "$package" "$download/root"; done
mkdir -p .local
rm -rf "$PLACE"
mv "$download/root" "$PLACE"
