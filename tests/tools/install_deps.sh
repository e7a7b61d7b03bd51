#!/usr/bin/env bash
# tools/install-deps.sh asks for what is not installed and for nothing else. dpkg and apt are stand-ins of ours:
# `status` says of each package what dpkg knows of it, and `asked` is what apt-get was asked to install.
set -u
mkdir -p bin
cat >bin/dpkg-query <<'EOF'
#!/usr/bin/env bash
package=${@: -1}
line=$(grep "^$package " status) || exit 1
printf "%s${2#*\}}" ${line#* } # -f='${db:Status-Status}' and what follows it, once an architecture
EOF
cat >bin/apt-get <<'EOF'
#!/usr/bin/env bash
[ "$1" = install ] && printf '%s\n' "${@:4}" >asked
exit 0
EOF
printf '#!/bin/sh\nexit 0\n' >bin/apt-cache
printf '#!/bin/sh\nexec "$@"\n' >bin/sudo
chmod +x bin/*

failures=0
check() { # check WHAT ACTUAL EXPECTED
  [ "$2" = "$3" ] && return
  echo "$1: got <$2>, expected <$3>"
  failures=$((failures + 1))
}
run() {
  rm -f asked
  PATH=$PWD/bin:$PATH "$CURSUS_SOURCE_DIR/tools/install-deps.sh" >/dev/null || echo "exit status $?"
  [ ! -f asked ] || tr '\n' ' ' <asked
}

: >status
everything=$(run)
for package in $everything; do echo "$package installed"; done >status
check 'everything is there' "$(run)" ''
check 'a fresh system asks for the compiler, too' "${everything%% *}" build-essential

sed -i '/^cmake /d; s/^libedit-dev installed/libedit-dev not-installed/; s/^libzip-dev installed/libzip-dev config-files/
  s/^libuv1-dev installed/libuv1-dev installed installed/' status
check 'unknown, removed and configured but removed' "$(run)" 'cmake libedit-dev libzip-dev '

[ "$failures" -eq 0 ]
