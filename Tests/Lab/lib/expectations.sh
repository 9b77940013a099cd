# The words for what must be seen. The first that is not ends the scenario.

# fail REASON: ends the scenario.
fail() {
  echo "FAILED, $SECONDS s: $*"
  echo "$*" > "$work/reason"
  exit 1
}

# seen WHAT: it is as it must be.
seen() { echo "ok, $SECONDS s: $1"; }

# expect WHAT COMMAND...: the command succeeds now.
expect() {
  local what=$1
  shift
  "$@" || fail "not so: $what"
  seen "$what"
}

# within SECONDS WHAT COMMAND...: the command succeeds in about that time. What takes ten times as long on
# a busy machine still happened: how fast it is, the benchmarks say.
within() {
  local limit=$1 what=$2 deadline=$((SECONDS + 10 * $1))
  shift 2
  until "$@" > "$work/last" 2>&1; do
    if ((SECONDS > deadline)); then
      cat "$work/last"
      fail "not within ten times $limit s: $what"
    fi
    sleep 0.1
  done
  seen "$what"
}

# throughout SECONDS WHAT COMMAND...: the command succeeds each time it is asked.
throughout() {
  local what=$2 deadline=$((SECONDS + $1))
  shift 2
  until ((SECONDS > deadline)); do
    "$@" > "$work/last" 2>&1 || { cat "$work/last"; fail "not all the time: $what"; }
    sleep 0.2
  done
  seen "$what"
}

# says NAME TEXT: the program has written the text.
says() { grep -qF -- "$2" "$work/$1.log"; }

# Helpers of the sentences.
is() { [[ $1 == "$2" ]] || { echo "'$1' is not '$2'"; return 1; }; }
not() { ! "$@"; }

# skip REASON: this machine cannot show it.
skip() {
  echo "$*" > "$work/reason"
  exit 77
}
