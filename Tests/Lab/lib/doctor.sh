# The words for the doctor's table: a healthy set-up is broken in one place, the doctor must name exactly
# that, and the mend that it prints is run as it stands. A scenario says
#
#   set_up    builds the healthy set-up and waits until clients are served
#   served    succeeds if clients are served
#   client=…  the client's address; servers=(…) the machines whose documents `facts` adds
#
# and `tables NAME…`: the rows of lib/doctor/NAME.table, which are broken one after the other:
#
#   row NAME CLIENT [WORD=VALUE]… <<'BREAK'
#   the break, in the words of the lab
#   BREAK
#
# NAME is the rule that must be named, with a letter if it has several rows. CLIENT says what clients see:
# served, unserved, or any if it depends on chance. The words:
#
#   what=TEXT     what is broken, for the reader
#   shows=REGEX   the sentence or the evidence has a line that matches
#   at=MACHINE    whose doctor is asked, if it is not the director's
#   with=OPTIONS  of directorctl doctor; facts=yes adds the documents of the real servers, facts=script
#                 those that the doctor's script for machines without directorctl writes
#   peer=MACHINE  adds the document of the other director
#   until=COMMAND what is waited for after the break; asks=COMMAND how clients ask instead of `served`
#   counts=MACHINE:COUNTER  this counter of nstat(8) grows when clients ask
#   also=IDS      errors that must follow from the same break
#   mend=COMMAND  done by hand if the doctor has only words, or by=hand: if its commands cannot run here
#                 or only look
#   leaves=IDS    warnings that are true after the mend too
#   undo=COMMAND  what takes the break back, if no word of the break says so itself
#   left=REASON   the row cannot be built here
#
# Rows that would begin when half of the scenario's time (LAB_SCENARIO_LIMIT, 600 s) is over are left out,
# unless LAB_ROWS asks for them. LAB_MOST_ROWS: no more rows of the scenario are run.
# LAB_ROWS names the rows to run; LAB_DOCTOR=plain shows without the doctor that each break has the effect
# that its row says, and that taking it back heals. LAB_RECORD=FOLDER writes the documents of the healthy
# set-up into a folder of it with the scenario's name, for Tests/DoctorTests/Healthy.

doctor_known= doctor_walks= doctor_rows=0 doctor_held=0 doctor_later=0
doctor_failed=() doctor_left=()
# The set-up stands; the doctor had nothing to say of it.
doctor_stands= doctor_silent=
# What it said of the healthy set-up, although it must not.
doctor_noise=
doctor_files=$lab/lib/doctor
client=192.168.3.10 virtual=192.168.3.108 servers=()
. "$doctor_files/machines.sh"

# tables NAME...: runs the rows of the tables, then ends the scenario with the count.
tables() {
  local name why=
  # Inside a row nothing ends the scenario: what fails is the reason why the row does.
  set +u
  eval "end_$(declare -f fail)"
  fail() { why=${why:-$*}; }
  within() { soon $((3 * $1)) "${@:2}"; }
  mkdir -p "$work/rows"
  shims
  # An id that is unknown is answered with those that are known.
  doctor_known=$("$LAB_BUILD/directorctl" doctor --explain none 2>&1)
  doctor_walks=$("$LAB_BUILD/directorctl" doctor examine --help 2>&1 | grep -e --walk)
  [[ $doctor_known == *N04* ]] || LAB_DOCTOR=plain
  for name; do . "$doctor_files/$name.table"; done
  local words="$doctor_held rows held"
  ((!${#doctor_left[@]})) || words+=", ${#doctor_left[@]} left out: ${doctor_left[*]}"
  ((!doctor_later)) || words+=", $doctor_later more with --all"
  [[ ${LAB_DOCTOR:-} != plain ]] || words+=" (plain)"
  ((!${#doctor_failed[@]})) || end_fail "$words; ${#doctor_failed[@]} failed: ${doctor_failed[*]}"
  ((doctor_held + ${#doctor_left[@]} == doctor_rows)) || end_fail "$words of $doctor_rows"
  ((doctor_held)) || skip "$words"
  echo "$words" | tee "$work/reason"
}

row() {
  local row=$1 rule=${1:0:3} sees=$2 began=$SECONDS pair why=
  local what= shows=. with= facts= until=: asks=served counts= also= mend= undo= left= at= peer= by= leaves= break
  for pair in "${@:3}"; do local "$pair"; done
  IFS= read -rd '' break
  [[ " ${LAB_ROWS:-$row} " == *" $row "* ]] || return 0
  if [[ ${LAB_MOST_ROWS:-} ]] && ((doctor_held + ${#doctor_failed[@]} >= LAB_MOST_ROWS)); then
    doctor_later=$((doctor_later + 1))
    return
  fi
  doctor_rows=$((doctor_rows + 1))
  if [[ ! $left && ${LAB_DOCTOR:-} != plain ]] && ! has_rule "$rule"; then left="no rule yet"; fi
  if [[ ! $left && ${LAB_DOCTOR:-} != plain && $with == *--walk* && ! $doctor_walks ]]; then
    left="the doctor does not walk yet"
  fi
  # A row takes up to 200 s on a busy machine.
  [[ ${LAB_ROWS:-} ]] || ((SECONDS < ${LAB_SCENARIO_LIMIT:-600} / 2)) ||
    left=${left:-"no time is left for it on this machine"}
  if [[ $left ]]; then
    echo "row $row left out: $left"
    doctor_left+=("$row")
    return
  fi
  echo "row $row: $what"
  local director=${at:-$director}
  healthy && broken && { [[ ${LAB_DOCTOR:-} == plain ]] || { named && mended; }; }
  local verdict=$?
  reset_row
  [[ ! $why ]] && ((verdict == 0)) && soon 20 "clients are served after the row" served || verdict=1
  if ((verdict == 0)); then
    doctor_held=$((doctor_held + 1))
    echo "row $row held, $((SECONDS - began)) s"
  else
    doctor_failed+=("$row")
    echo "row $row FAILED, $((SECONDS - began)) s: $why"
    doctor_silent= doctor_stands=
    tear_down
  fi
}

has_rule() { [[ $doctor_known == *" $1"* ]]; }

# soon SECONDS WHAT COMMAND...: it succeeds before the time is over.
soon() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" > "$work/last" 2>&1; do
    if ((SECONDS >= deadline)); then
      why=${why:-"not so: $what ($(tail -n 1 "$work/last"))"}
      return 1
    fi
    sleep 0.1
  done
}

# healthy: the set-up stands, clients are served, and the doctor has nothing to say.
healthy() {
  local built=$SECONDS
  if [[ ! $doctor_stands ]]; then
    set_up
    [[ ! $why ]] || return
    remember
    doctor_stands=yes
    echo "set up in $((SECONDS - built)) s"
  fi
  [[ ! $doctor_silent ]] || return 0
  soon 20 "clients are served in the healthy set-up" served || return
  doctor_silent=yes
  [[ ! ${LAB_RECORD:-} ]] || record
  [[ ${LAB_DOCTOR:-} != plain ]] || return 0
  silent "$row.healthy" && return
  # The scenario fails, but its rows still show what the doctor says of them.
  doctor_noise+=" $(told "$work/rows/$row.healthy.json" | awk '/^(error|warning) / { printf "%s ", $2 }')"
  doctor_failed+=("healthy")
  echo "$why"
  why=
}

# broken: the break is done, and clients see what the row says.
broken() {
  local before
  eval "$break"
  [[ ! $why ]] || return
  soon 30 "after the break: $until" eval "$until" || return
  [[ ! $counts ]] || before=$(counter "${counts%:*}" "${counts#*:}")
  case $sees in
    served) soon 15 "clients are served still" $asks || return ;;
    unserved) soon 15 "clients are not served" not $asks || return ;;
  esac
  [[ ! $counts ]] || (($(counter "${counts%:*}" "${counts#*:}") > before)) ||
    { why="$counts does not grow"; return 1; }
}

# named: the doctor names this rule, no other error, and shows the fact.
named() {
  local findings=$work/rows/$row.json others
  diagnose "$findings"
  others=$(told "$findings" | awk -v own="$rule $also $doctor_noise" '
    $1 == "error" && index(" " own " ", " " $2 " ") == 0 { printf "%s ", $2 }')
  if ! told "$findings" | grep -q "^[a-z]* $rule "; then
    why="the doctor does not say $rule, but: $(told "$findings" | cut -c 1-100 | xargs -d '\n')"
  elif [[ $others ]]; then
    why="besides $rule the doctor says $others"
  elif ! of_rule "$findings" '.sentence, .evidence[]' | grep -qE -- "$shows"; then
    why="no line of its evidence matches '$shows'"
  else
    return 0
  fi
  cat "$findings"
  return 1
}

# mended: what the doctor printed is run, clients are served, and the doctor is silent.
mended() {
  local findings=$work/rows/$row.json steps
  # A command with a word in capitals is to be filled in by the reader: no shell runs it.
  steps=$(of_rule "$findings" '.mend[] | select(.commands != [])
    | select(.commands | any(test("(^| )(VIP|PORT|ROUTER|TABLE|INTERFACE|ADDRESS(/PREFIX)?)( |$)")) | not)
    | "\(.on // "")|\(.commands | @json)"')
  if [[ $mend && (! $steps || $by == hand) ]]; then
    echo "mended by hand: $mend"
    eval "$mend"
    [[ ! $why ]] || return
  elif [[ ! $steps ]]; then
    why="the doctor prints no command"
    of_rule "$findings" '.mend'
    return 1
  else
    local machine commands
    while IFS='|' read -r machine commands; do
      commands=$(jq -r '.[]' <<< "$commands")
      run_mend "$machine" "$commands" || return
    done <<< "$steps"
  fi
  soon 20 "clients are served after the mend" $asks || return
  silent "$row.mended"
}

# run_mend WHERE COMMANDS: runs them on the machine of that address or name as a root shell would.
run_mend() {
  local machine
  machine=$(machine_of "${1:-$director}") || { why="the mend is for '$1', which is no machine"; return 1; }
  echo "mend on $machine: $2"
  remember_settings "$machine" "$2"
  touched+=" $machine"
  on "$machine" env PATH="$work/shims:$PATH" bash -ec "$2" > "$work/mend.log" 2>&1 < /dev/null && return
  why="the mend fails: $(tail -n 1 "$work/mend.log")"
  return 1
}

# silent NAME: the doctor says no error and no warning. What it remembers of the last second may need
# another look.
silent() {
  local findings=$work/rows/$1.json try
  for try in 1 2 3; do
    diagnose "$findings"
    [[ -s $findings && ! $(loud "$findings") ]] && return
  done
  why="the doctor is not silent: $(loud "$findings" | cut -c 1-160 | xargs -d '\n')"
  cat "$findings" "$findings.words"
  return 1
}

# loud FILE: its errors and warnings, without those of the healthy set-up and those that the mend leaves.
loud() {
  told "$1" | awk -v known=" $doctor_noise $leaves " '/^(error|warning) / && !index(known, " " $2 " ")'
}

# diagnose FILE: what the doctor of the director says, while clients ask.
diagnose() {
  local options=(--socket "$(socket)" --config "$work/$director.conf" --json $with) server
  if [[ $facts ]]; then
    local readers=()
    for server in "${servers[@]}"; do
      facts_of "$server" > "$work/$server.facts.json" &
      readers+=($!)
      options+=(--facts "$work/$server.facts.json")
    done
    wait "${readers[@]}"
  fi
  if [[ $peer ]]; then
    by_name "$peer" "$LAB_BUILD/directorctl" doctor facts --socket "$(as "$peer" socket)" > "$work/$peer.facts.json"
    options+=(--facts "$work/$peer.facts.json")
  fi
  ask_meanwhile
  by_name "$director" timeout 60 "$LAB_BUILD/directorctl" doctor "${options[@]}" > "$1" 2> "$1.words"
  finish meanwhile
}

# facts_of SERVER: its document.
facts_of() {
  local asked=$client words
  [[ ! $with =~ --client\ ([^ ]+) ]] || asked=${BASH_REMATCH[1]}
  words=(--vip "$virtual" --client "$asked" --rip "$(own_address "$1")")
  if [[ $facts == script ]]; then
    "$LAB_BUILD/directorctl" doctor facts --script > "$work/facts.script"
    by_name "$1" sh -s -- "${words[@]}" < "$work/facts.script"
  else
    by_name "$1" "$LAB_BUILD/directorctl" doctor facts --role real-server "${words[@]}"
  fi
}

# own_address MACHINE: the first of its card.
own_address() {
  ip -n "$1" -o "-$family" address show dev eth0 scope global | awk '{ sub("/.*", "", $4); print $4; exit }'
}

# ask_meanwhile: clients ask until `finish meanwhile`.
ask_meanwhile() {
  # A client that is served costs as much of a kernel without speed as the doctor itself; one that waits
  # costs nothing, and counters must grow between the doctor's two looks.
  while :; do if $asks; then sleep 0.8; else sleep 0.1; fi; done > /dev/null 2>&1 &
  running[meanwhile]=$!
}

# told FILE: "SEVERITY ID OBJECT: SENTENCE", a line for each finding.
told() {
  jq -r '[.. | .findings? // empty][0] // [] | .[] | "\(.severity) \(.id) \(.object): \(.sentence)"' "$1"
}

# of_rule FILE JQ: of each finding of this row's rule.
of_rule() {
  jq -r --arg id "$rule" "[.. | .findings? // empty][0][] | select(.id == \$id) | $2" "$1"
}
