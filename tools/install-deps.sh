#!/usr/bin/env bash
# install-deps.sh [--dev]: installs what the build lacks, and nothing when nothing is lacking.
# --dev adds what only lint and fuzz need. To add a dependency: one word here, for pkg-config one in `modules`.
set -eu

packages=(
  build-essential cmake ninja-build pkg-config
  liblua5.4-dev lua5.4 lua-filesystem-dev lua-argparse
  libsqlite3-dev libuv1-dev libjansson-dev libsodium-dev libutf8proc-dev libedit-dev libseccomp-dev
  libzip-dev libexpat1-dev libxlsxwriter-dev
  libcmocka-dev lua-unit sqlite3
)
# clang's fuzzer and sanitizer runtimes are a package of their own on Debian.
dev_packages=(clang clang-format clang-tidy libclang-rt-14-dev lua-check valgrind)
modules=(lua5.4 lua5.4-filesystem sqlite3 libuv jansson libsodium libutf8proc libedit libseccomp libzip expat
  xlsxwriter cmocka)

case ${1-} in
  '') ;;
  --dev) packages+=("${dev_packages[@]}") ;;
  *) echo "usage: $0 [--dev]" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  missing=()
  if ! command -v pkg-config >/dev/null; then
    missing=("${modules[@]}" pkg-config)
  else
    for module in "${modules[@]}"; do
      pkg-config --exists "$module" || missing+=("$module")
    done
  fi
  [ ${#missing[@]} -eq 0 ] && exit 0
  echo "This is not a Debian system; please install by hand. Debian calls the packages:" >&2
  printf '  %s\n' "${packages[@]}" >&2
  echo "pkg-config does not find: ${missing[*]}" >&2
  exit 1
fi

lacking() {
  missing=()
  for package in "${packages[@]}"; do
    # A package that was once there and is gone is "not-installed": only the whole word counts, of any architecture.
    # shellcheck disable=SC2016 # the ${} is dpkg-query's
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
}

lacking
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing packages: ${missing[*]}" >&2
    echo "Neither root nor sudo: ask an administrator for  apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# An image without package lists (or with stale ones) needs an update first; elsewhere it is a waste.
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" </dev/null
}
apt-cache show "${missing[@]}" >/dev/null 2>&1 && install && exit 0
"${as_root[@]}" apt-get update </dev/null
install
