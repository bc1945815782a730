# What the command says goes to stdout at once and to the log. A package manager must not die because a reader went away,
# hence tee -p where it is known; and the machine's own hooks expect the usual umask.
tee_log='tee'
if tee -p </dev/null >/dev/null 2>&1; then tee_log='tee -p'; fi
run_logged() {
  : >code
  {
    (umask 022 && "$@") </dev/null 2>&1
    echo "$?" >code
  } | $tee_log log
  code=$(cat code)
  return "${code:-100}"
}

# note_found KEY CODE MESSAGE: with the version and the type of the plan, or what is there.
note_found() {
  IFS="$tab" read -r found_architecture found_target found_type <<FOUND
$(awk -F "$tab" -v OFS="$tab" -v name="$1" '$2 == name { print $3, $5, $6 }' changes 2>/dev/null)
FOUND
  if [ -z "$found_type" ]; then
    IFS="$tab" read -r found_target _ found_architecture <<FOUND
$(state_of "$1")
FOUND
  fi
  note_failure "$1" "$found_architecture" "$found_target" "${found_type:-OTHER}" "$2" "$3"
}

# What the readers of logs wrote: key, code, message.
note_all_found() {
  while IFS="$tab" read -r name code message; do note_found "$name" "$code" "$message"; done <found
  [ -s found ]
}

# note_rest CODE WORDS: everything that was not reached shares one cause.
note_rest() {
  while IFS="$tab" read -r name _; do note_found "$name" "$1" "$2"; done <wanted
}

# Lines of the changes that are neither done nor known to fail, in the form of `wanted`. What is replaced must be gone: an
# rpm that died half way leaves both versions.
list_open() {
  awk -F "$tab" -v OFS="$tab" '
    FILENAME == "failures" { failed[$1] = 1; next }
    FILENAME == "packages" { here[$2, $4, $3] = 1; ok[$2, $4, $3] = substr($9, 2) == "i"; next }
    {
      split($2, part, ":"); name = part[1]
      if ($1 == "remove") done = !((name, $3, $4) in here)
      else done = ((name, $3, $5) in here) && ok[name, $3, $5] && ($1 == "install" || !((name, $3, $4) in here))
      if (!done && !($2 in failed)) print $2, $3, ($1 == "remove" ? "-" $4 : $5), $6
    }' failures packages changes >wanted
}

# Does the changes of the plan and nothing else. What fails is set aside with its cause and the rest goes on without it.
apply_changes() {
  begin_changes
  cp accepted chosen
  refreshed=
  # Each round but the last sets at least one package aside.
  while :; do
    list_open
    restrict_wanted
    [ -s wanted ] || break
    settle_wanted
    read_changes now
    changed=$(awk -F "$tab" 'FILENAME == "changes" { planned[$2, $5] = 1; next } !(($2, $5) in planned) { printf "%s%s %s %s", (n++ ? ", " : ""), $1, $2, $5 }' changes now)
    [ -z "$changed" ] || fail PLAN_CHANGED "the package manager would now do more than was planned: $changed"
    [ -s now ] || break
    failures_before=$(cksum <failures)
    if [ "$verb" = install ] && ! download_accepted; then
      stop_on_machine_fault && break
      if [ -z "$refreshed" ]; then
        echo 'A download failed; the indexes are refreshed and it is tried once more.'
        refreshed=yes
        refresh_for_changes
        continue
      fi
      note_download_errors || { note_rest "$failure_code" "$(failure_words)" && break; }
    elif change_accepted; then
      note_change_errors
      read_installed
      break
    else
      note_change_errors
      read_installed
      stop_on_machine_fault && break
    fi
    list_open
    if [ "$failures_before" = "$(cksum <failures)" ]; then
      note_rest "$failure_code" "$(failure_words)"
      break
    fi
  done
  finish_changes
}

# A full disk and a lock concern the machine, not a package: going on would only repeat them.
stop_on_machine_fault() {
  words=$(grep -E "No space left on device|have enough free space|Disk quota exceeded|needs [0-9.]+ ?[KMG]i?B (more space )?on the|ot enough (free )?(disk )?space|Could not get lock|Unable to acquire the dpkg|can't create transaction lock|is locked by" log | head -n 1)
  case $words in
    '') return 1 ;;
    *lock*) list_open && note_rest LOCK_HELD "$(first_line "$words")" ;;
    *) list_open && note_rest DISK_FULL "$(first_line "$words")" ;;
  esac
  return 0
}
