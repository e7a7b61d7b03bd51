# What the tests of this folder have in common; they source it after saying what they need.

# has FILE TEXT, lacks FILE TEXT
has() { grep -qaF -- "$2" "$1" || { echo "not in $1: $2"; cat "$1"; exit 1; }; }
lacks() { ! grep -aF -- "$2" "$1" || { echo "in $1: $2"; exit 1; }; }

# fails ARGUMENT...: the test's own function `cursus` refuses; what it says is in the file "refused".
fails() { if cursus "$@" >refused 2>&1; then echo "went through: $*"; exit 1; fi; }

# status NUMBER COMMAND...: exits so; what it says is in "out" and "err".
status() {
  local expected=$1 got=0
  shift
  "$@" >out 2>err || got=$?
  [ "$got" = "$expected" ] || { echo "$* exits $got, not $expected"; cat out err; exit 1; }
}

# later DAY: `now` is a minute after the last one, from eight o'clock.
minute=0
later() {
  minute=$((minute + 1))
  now=$(printf '%sT%02d:%02d:00' "$1" $((8 + minute / 60)) $((minute % 60)))
}
