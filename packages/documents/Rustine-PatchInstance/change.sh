export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l APT_LISTCHANGES_FRONTEND=none APT_LISTBUGS_FRONTEND=none
if [ "$conffile_policy" = KeepNew ]; then export UCF_FORCE_CONFFNEW=1; else export UCF_FORCE_CONFFOLD=1; fi

# What the command says goes to stdout at once and to the log. dpkg must not die because a reader went away, hence
# tee -p; and the machine's own hooks expect the usual umask.
run_logged() {
  : >"$work_dir/code"
  {
    (umask 022 && exec "$@") </dev/null 2>&1
    echo "$?" >"$work_dir/code"
  } | tee -p "$work_dir/log"
  code=$(cat "$work_dir/code")
  return "${code:-100}"
}

refresh_system_indexes() {
  scan_conf=$apt_conf
  apt_conf=$change_conf
  wait_for_locks
  umask 022
  refresh_indexes
  umask 077
  apt_conf=$scan_conf
}

# Packages that dpkg left half done, now or in an earlier crash.
is_interrupted() {
  ls "$admin_dir/updates" 2>/dev/null | grep -q '^[0-9]' || awk -F "$tab" 'substr($9, 2, 1) ~ /[HUFWt]/ || substr($9, 3, 1) == "R" { found = 1 } END { exit !found }' "$work_dir/packages"
}

repair_interrupted() {
  is_interrupted || return 0
  echo 'The package manager was interrupted before; its work is finished first (dpkg --configure -a).'
  if [ "$conffile_policy" = KeepNew ]; then force=--force-confnew; else force=--force-confdef,confold; fi
  run_logged dpkg "$force" --configure -a || true
  cp "$work_dir/log" "$work_dir/repair.log"
  if ! apt-get -c "$change_conf" -q check >/dev/null 2>&1 </dev/null; then
    echo 'Dependencies are missing; apt completes them (apt-get --fix-broken install).'
    run_logged apt-get -c "$change_conf" -q -y --no-remove --fix-broken install || true
    cp "$work_dir/log" "$work_dir/repair.log"
  fi
  wait_for_locks
  read_installed
  ! is_interrupted || note_dpkg_errors "$work_dir/repair.log"
}

# note_found NAME CODE MESSAGE: with the version and the type of the plan, or what is there.
note_found() {
  IFS="$tab" read -r found_architecture found_target found_type <<FOUND
$(awk -F "$tab" -v OFS="$tab" -v name="$1" '$2 == name { print $3, $5, $6 }' "$work_dir/changes" 2>/dev/null)
FOUND
  if [ -z "$found_type" ]; then
    IFS="$tab" read -r found_target _ found_architecture <<FOUND
$(state_of "$1")
FOUND
  fi
  note_failure "$1" "$found_architecture" "$found_target" "${found_type:-OTHER}" "$2" "$3"
}

# dpkg's own words about each package that failed, with what the package's script said before.
note_dpkg_errors() {
  awk -v OFS="$tab" -v native="$native" '
    function trimmed(text) { sub(/^[ \t]+/, "", text); return text }
    /^(Setting up|Preparing to unpack|Unpacking|Removing|Purging|Selecting|Processing triggers for) / { said = ""; lines = 0; next }
    /^dpkg: error processing (package|archive) / {
      name = $5
      if ($4 == "archive") {
        temporary = name ~ /apt-dpkg-install/
        architecture = name; sub(/\.deb$/, "", architecture); sub(/.*_/, "", architecture)
        sub(/.*\//, "", name); if (temporary) sub(/^[0-9]+-/, "", name); sub(/_.*/, "", name)
        if (architecture != native && architecture != "all") name = name ":" architecture
      }
      if (substr(name, length(name) - length(native)) == ":" native) name = substr(name, 1, length(name) - length(native) - 1)
      failing = name
      next
    }
    failing != "" {
      words = trimmed($0)
      code = words ~ /script/ ? "MAINTAINER_SCRIPT" : words ~ /dependency problems/ ? "NOT_CONFIGURED" : words ~ /No space left/ ? "DISK_FULL" : "DPKG_ERROR"
      print failing, code, words (said == "" ? "" : "; before that: " said)
      failing = said = ""; lines = 0
      next
    }
    /^dpkg: dependency problems prevent / { said = ""; lines = 0; next }
    /^(dpkg|E|W): / || /^Errors were encountered/ || $0 == "" { next }
    { if (++lines > 4) sub(/^[^\/]* \/ /, "", said); gsub(/\//, "/"); said = said (said == "" ? "" : " / ") trimmed($0) }' "$1" >"$work_dir/found"
  while IFS="$tab" read -r name code message; do note_found "$name" "$code" "$message"; done <"$work_dir/found"
}

note_fetch_errors() {
  awk -v OFS="$tab" -v native="$native" '/^E: Failed to fetch / {
      name = architecture = $5; sub(/\.deb$/, "", architecture); sub(/.*_/, "", architecture)
      sub(/.*\//, "", name); sub(/_.*/, "", name)
      if (architecture != native && architecture != "all") name = name ":" architecture
      sub(/^E: /, "")
      print name, ($0 ~ /Hash Sum|unexpected size|Size mismatch/) ? "HASH_MISMATCH" : "DOWNLOAD_FAILED", $0
    }' "$work_dir/log" >"$work_dir/found"
  while IFS="$tab" read -r name code message; do note_found "$name" "$code" "$message"; done <"$work_dir/found"
  [ -s "$work_dir/found" ]
}

# note_rest CODE WORDS: everything that was not reached shares one cause.
note_rest() {
  while IFS="$tab" read -r name _; do note_found "$name" "$1" "$2"; done <"$work_dir/wanted"
}

# Lines of the changes that are neither done nor known to fail, in the form of `wanted`.
list_open() {
  awk -F "$tab" -v OFS="$tab" -v native="$native" '
    FILENAME ~ /failures$/ { failed[$1] = 1; next }
    FILENAME ~ /packages$/ { here[$2 ":" $4] = $3; ok[$2 ":" $4] = substr($9, 2) == "i"; next }
    {
      split($2, part, ":"); at = part[1] ":" $3
      done = ($1 == "remove") ? !(at in here) : here[at] == $5 && ok[at]
      if (!done && !($2 in failed)) print $2, $3, $5, $6
    }' "$work_dir/failures" "$work_dir/packages" "$work_dir/changes" >"$work_dir/wanted"
}

# Does the changes of the plan and nothing else. What fails is set aside with its cause and the rest goes on without it.
apply_changes() {
  apt-mark showauto 2>/dev/null | sort >"$work_dir/auto"
  cp "$work_dir/accepted" "$work_dir/chosen"
  round=0 refreshed=
  while [ "$round" -lt 8 ]; do
    round=$((round + 1))
    list_open
    [ -s "$work_dir/wanted" ] || break
    write_pins
    settle_wanted
    read_changes "$work_dir/now"
    changed=$(awk -F "$tab" 'FILENAME ~ /changes$/ { planned[$2, $5] = 1; next } !(($2, $5) in planned) { printf "%s%s %s %s", (n++ ? ", " : ""), $1, $2, $5 }' "$work_dir/changes" "$work_dir/now")
    [ -z "$changed" ] || fail PLAN_CHANGED "apt would now do more than was planned: $changed"
    [ -s "$work_dir/now" ] || break
    flags="-c $change_conf -q -y"
    [ "$verb" = remove ] || flags="$flags --no-remove"
    ! grep -q = "$work_dir/asked" || flags="$flags --allow-downgrades"
    failures_before=$(cksum <"$work_dir/failures")
    # shellcheck disable=SC2046,SC2086
    if [ "$verb" = install ] && ! run_logged apt-get $flags --download-only install $(arguments_of "$work_dir/accepted"); then
      stop_on_machine_fault && break
      if [ -z "$refreshed" ]; then
        echo 'A download failed; the indexes are refreshed and it is tried once more.'
        refreshed=yes
        refresh_system_indexes
        continue
      fi
      note_fetch_errors || { note_rest APT_FAILED "$(first_line "$(grep '^E: ' "$work_dir/log")")" && break; }
      continue
    fi
    # shellcheck disable=SC2046,SC2086
    if run_logged apt-get $flags "$verb" $(arguments_of "$work_dir/accepted"); then
      read_installed
      break
    fi
    note_dpkg_errors "$work_dir/log"
    read_installed
    stop_on_machine_fault && break
    list_open
    if [ "$failures_before" = "$(cksum <"$work_dir/failures")" ]; then
      note_rest APT_FAILED "$(first_line "$(grep '^E: ' "$work_dir/log")")"
      break
    fi
  done
  # Naming a package makes it "manually installed" for apt; what came or stays as a dependency must remain one.
  awk -F "$tab" '
    FILENAME ~ /auto$/ { auto[$1] = 1; next }
    FILENAME ~ /chosen$/ { chosen[$1] = 1; next }
    $1 != "remove" && ($2 in auto || ($1 == "install" && !($2 in chosen))) { print $2 }' "$work_dir/auto" "$work_dir/chosen" "$work_dir/changes" |
    while IFS= read -r name; do [ -z "$(state_of "$name")" ] || printf '%s\n' "$name"; done |
    xargs -r apt-mark auto >/dev/null 2>&1
}

# A full disk and a lock concern the machine, not a package: going on would only repeat them.
stop_on_machine_fault() {
  words=$(grep -E "No space left on device|have enough free space|Disk quota exceeded|Could not get lock|Unable to acquire the dpkg" "$work_dir/log" | head -n 1)
  case $words in
    '') return 1 ;;
    *lock*) list_open && note_rest LOCK_HELD "$(first_line "$words")" ;;
    *) list_open && note_rest DISK_FULL "$(first_line "$words")" ;;
  esac
  return 0
}
