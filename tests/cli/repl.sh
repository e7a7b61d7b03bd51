#!/usr/bin/env bash
# The prompt on a terminal: Ctrl-C takes back what was typed, a line or several; twice with nothing typed, or Ctrl-D, ends.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
command -v script >/dev/null || exit 77
export HOME=$PWD
unset XDG_STATE_HOME

# await NUMBER TEXT: until it has been shown so often.
await() {
  local seen
  for _ in $(seq 600); do
    seen=$(grep -oaF -- "$2" shown | wc -l)
    [ "$seen" -ge "$1" ] && return
    sleep 0.05
  done
  echo "not shown $1 times: $2"
  cat -v shown
  exit 1
}
prompt() {
  : >shown
  rm -f keys
  mkfifo keys
  script -qefc "'$CURSUS_BIN' --lang $1 repl" /dev/null <keys >shown 2>&1 &
  program=$!
  exec 3>keys
  await 1 '> '
}
ends() {
  exec 3>&-
  wait "$program" || { echo "ends with $?"; cat -v shown; exit 1; }
}

prompt en
printf '1+1\n' >&3
await 2 '> '
printf 'half a li' >&3
await 1 'half a li'
printf '\003' >&3
await 1 '^C'
printf '20+3\n' >&3
await 1 $'23\r'
printf 'for i = 1, 2 do\n' >&3
await 1 '>> '
printf '\003' >&3
await 2 '^C'
printf '40+4\n' >&3
await 1 $'44\r'
printf '\003' >&3
await 1 'Ctrl-C again, or Ctrl-D, ends'
printf '5+6\n' >&3
await 1 $'11\r'
printf '\003' >&3
await 2 'Ctrl-C again, or Ctrl-D, ends'
printf '\003' >&3
ends

prompt zh
printf '\003' >&3
await 1 '再按一次 Ctrl-C 或按 Ctrl-D 结束'
printf '\004' >&3
ends
