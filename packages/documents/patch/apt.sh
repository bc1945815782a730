is_held() {
  case $2 in h*) return 0 ;; *) return 1 ;; esac
}
hold_command='apt-mark hold'
failure_code=APT_FAILED

is_same_version() {
  [ "$1" = "$2" ]
}

# candidate_of NAME VERSION: apt reads an unknown name as a pattern, so it is looked up first; nothing when it is unknown.
candidate_of() {
  apt-cache -c "$change_conf" policy "$1" 2>/dev/null | awk -v name="$1:" -v version="$2" '
    $0 == name { hit = 1; next }
    /^[^ ]/ { hit = 0 }
    hit && $1 == "Candidate:" { if (version != "") print version; else if ($2 != "(none)") print $2; exit }'
}

prepare_sources() {
  [ -n "$dry_run" ] || lists_dir=${system_lists%/}
  write_apt_conf
  write_change_conf
  lock_files="$lock_files ${system_lists%/}/lock ${archives_dir%/}/lock"
}

# apt's own folders for a change, the private ones for a dry run; pins of this run keep excluded packages, and versions
# that failed, out of apt's reach.
write_change_conf() {
  eval "$(apt-config shell machine_pins Dir::Etc::preferences/f archives_dir Dir::Cache::archives/d)"
  change_conf=$work_dir/change.conf
  {
    if [ -n "$dry_run" ]; then cat "$apt_conf"; else
      printf '%s\n' 'Acquire::Retries "1";' 'Acquire::http::Timeout "30";' 'Acquire::https::Timeout "30";' \
        "DPkg::Lock::Timeout \"$lock_wait_seconds\";" 'Dpkg::Use-Pty "0";'
      if [ "$conffile_policy" = KeepNew ]; then printf 'DPkg::Options:: "--force-confnew";\n'; else
        printf 'DPkg::Options:: "--force-%s";\n' confdef confold
      fi
    fi
    printf 'Dir::Etc::preferences "%s";\n' "$work_dir/preferences"
  } >"$change_conf" || fail WRITE_FAILED 'the configuration for apt cannot be written'
  write_pins
}

write_pins() {
  {
    [ ! -r "${machine_pins:-}" ] || cat "$machine_pins"
    while IFS= read -r glob; do printf '\nPackage: %s\nPin: release *\nPin-Priority: -1\n' "$glob"; done <exclude
    awk -F "$tab" '$3 != "" { printf "\nPackage: %s\nPin: version %s\nPin-Priority: -1\n", $1, $3 }' failures
    # What comes along comes as listed; below 1000 a pin makes nothing older.
    awk -F "$tab" '$2 != "" { printf "\nPackage: %s\nPin: version %s\nPin-Priority: 999\n", $1, $2 }' only
  } >preferences || fail WRITE_FAILED 'the pins for apt cannot be written'
}

# Pins keep the failed versions away in the next round.
restrict_wanted() {
  write_pins
}

arguments_of() {
  awk -F "$tab" '{ print $3 ~ /^-/ ? $1 : $1 "=" $3 }' "$@"
}

simulate() {
  flags=
  [ "$verb" = remove ] || flags=--no-remove
  ! grep -q = asked || flags="$flags --allow-downgrades"
  : >refused
  # shellcheck disable=SC2046,SC2086
  apt-get -c "$change_conf" -s -q -y $flags "$verb" $(arguments_of "$@") >simulated 2>&1 </dev/null || return 1
  awk -v OFS="$tab" '/^Inst / { new = $0; sub(/^[^(]*[(]/, "", new); sub(/ .*/, "", new); print $3 ~ /^\[/ ? "upgrade" : "install", $2, new }' simulated | list_unlisted >refused
  [ ! -s refused ]
}

# read_updates found the versions and their types in apt's answer.
find_listed() {
  :
}

forget_simulation() {
  : >simulated
}

read_refusal() {
  why=$(tr '\n' ' ' <refused)
  [ -n "$why" ] || why=$(awk '/unmet dependencies:|will be REMOVED:/ { on = 1 } /^E: / { on = 0; print } on' simulated | tr -s ' \n' ' ')
  case $why in
    *'Essential packages'*) code=ESSENTIAL ;;
    *'was not found'* | *'Unable to locate'*) code=NOT_FOUND ;;
    *) code=DEPENDENCY_CONFLICT ;;
  esac
}

# From what apt would do.
read_changes() {
  awk -F "$tab" -v OFS="$tab" -v native="$native" '
    FILENAME ~ /updates$/ { type[$1, $3] = $4; next }
    FILENAME ~ /packages$/ { arch[$2 ":" $4] = $4; if ($4 == native || $4 == "all") arch[$2] = $4; next }
    /^(Inst|Remv|Purg) / {
      split($0, word, " ")
      name = word[2]; old = "-"
      if (word[3] ~ /^\[/) { old = word[3]; gsub(/[][]/, "", old) }
      if (word[1] != "Inst") { print "remove", name, arch[name], old, "-", "OTHER"; next }
      text = substr($0, index($0, "(") + 1); sub(/\).*/, "", text)
      split(text, part, " "); new = part[1]
      from = text; architecture = text; sub(/.*\[/, "", architecture); sub(/\].*/, "", architecture)
      kind = type[name, new]
      if (kind == "") kind = from ~ /[Ss]ecurity/ ? "SECURITY" : from ~ /-updates[ ,]/ ? "BUGFIX" : from ~ /-backports/ ? "ENHANCEMENT" : "OTHER"
      print old == "-" ? "install" : "upgrade", name, architecture, old, new, kind
    }' updates packages simulated | sort -u | while IFS="$tab" read -r action name architecture old new type; do
    if [ "$action" = upgrade ] && is_newer "$old" "$new"; then action=downgrade; fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$action" "$name" "$architecture" "$old" "$new" "$type"
  done >"$1"
}

read_figures() {
  awk -F "$tab" '$1 != "remove" { print $2 "=" $5 }' changes | xargs -r apt-cache -c "$change_conf" show 2>/dev/null >shown
  # shellcheck disable=SC2046
  set -- $(awk -v tab="$tab" '
    FILENAME ~ /packages$/ { split($0, cell, tab); had[cell[2], cell[4]] = cell[6] / 1024; next }
    FILENAME ~ /changes$/ { split($0, cell, tab); split(cell[2], q, ":"); grown -= had[q[1], cell[3]]; next }
    $1 == "Size:" { download += $2 }
    $1 == "Installed-Size:" { grown += $2; if ($2 > largest) largest = $2 }
    END { printf "%.0f %.0f %.0f", download, grown, largest }' packages changes shown)
  download_bytes=$1 grown_kib=$2 largest_kib=$3
}

list_changed_files() {
  awk -F "$tab" -v folder="$admin_dir/info" '$1 != "install" { split($2, part, ":"); print folder "/" part[1] ".list"; print folder "/" part[1] ":" $3 ".list" }' changes |
    while IFS= read -r list; do [ ! -f "$list" ] || cat "$list"; done
}

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l APT_LISTCHANGES_FRONTEND=none APT_LISTBUGS_FRONTEND=none
if [ "$conffile_policy" = KeepNew ]; then export UCF_FORCE_CONFFNEW=1; else export UCF_FORCE_CONFFOLD=1; fi


refresh_for_changes() {
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
  ls "$admin_dir/updates" 2>/dev/null | grep -q '^[0-9]' || awk -F "$tab" 'substr($9, 2, 1) ~ /[HUFWt]/ || substr($9, 3, 1) == "R" { found = 1 } END { exit !found }' packages
}

repair_interrupted() {
  is_interrupted || return 0
  echo 'The package manager was interrupted before; its work is finished first (dpkg --configure -a).'
  if [ "$conffile_policy" = KeepNew ]; then force=--force-confnew; else force=--force-confdef,confold; fi
  run_logged dpkg "$force" --configure -a || true
  cp log repair.log
  if ! apt-get -c "$change_conf" -q check >/dev/null 2>&1 </dev/null; then
    echo 'Dependencies are missing; apt completes them (apt-get --fix-broken install).'
    run_logged apt-get -c "$change_conf" -q -y --no-remove --fix-broken install || true
    cp log repair.log
  fi
  wait_for_locks
  read_installed
  ! is_interrupted || note_dpkg_errors repair.log
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
    { if (++lines > 4) sub(/^[^\/]* \/ /, "", said); gsub(/\//, "/"); said = said (said == "" ? "" : " / ") trimmed($0) }' "$1" >found
  note_all_found
}

note_download_errors() {
  awk -v OFS="$tab" -v native="$native" '/^E: Failed to fetch / {
      name = architecture = $5; sub(/\.deb$/, "", architecture); sub(/.*_/, "", architecture)
      sub(/.*\//, "", name); sub(/_.*/, "", name)
      if (architecture != native && architecture != "all") name = name ":" architecture
      sub(/^E: /, "")
      print name, ($0 ~ /Hash Sum|unexpected size|Size mismatch/) ? "HASH_MISMATCH" : "DOWNLOAD_FAILED", $0
    }' log >found
  note_all_found
}

note_change_errors() {
  note_dpkg_errors log
}

failure_words() {
  first_line "$(grep '^E: ' log)"
}

begin_changes() {
  apt-mark showauto 2>/dev/null | sort >auto
  change_flags="-c $change_conf -q -y"
  [ "$verb" = remove ] || change_flags="$change_flags --no-remove"
  ! grep -q = asked || change_flags="$change_flags --allow-downgrades"
}

download_accepted() {
  # shellcheck disable=SC2046,SC2086
  run_logged apt-get $change_flags --download-only install $(arguments_of accepted)
}

change_accepted() {
  # shellcheck disable=SC2046,SC2086
  run_logged apt-get $change_flags "$verb" $(arguments_of accepted)
}

# Naming a package makes it "manually installed" for apt; what came or stays as a dependency must remain one.
finish_changes() {
  awk -F "$tab" '
    FILENAME ~ /auto$/ { auto[$1] = 1; next }
    FILENAME ~ /chosen$/ { chosen[$1] = 1; next }
    $1 != "remove" && ($2 in auto || ($1 == "install" && !($2 in chosen))) { print $2 }' auto chosen changes |
    while IFS= read -r name; do [ -z "$(state_of "$name")" ] || printf '%s\n' "$name"; done |
    xargs -r apt-mark auto >/dev/null 2>&1
}

