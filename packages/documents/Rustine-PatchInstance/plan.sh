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
    while IFS= read -r glob; do printf '\nPackage: %s\nPin: release *\nPin-Priority: -1\n' "$glob"; done <"$work_dir/exclude"
    awk -F "$tab" '$3 != "" { printf "\nPackage: %s\nPin: version %s\nPin-Priority: -1\n", $1, $3 }' "$work_dir/failures"
  } >"$work_dir/preferences" || fail WRITE_FAILED 'the pins for apt cannot be written'
}

# wanted: name, architecture, version ("-" to remove it), update type. What the machine holds is not wanted, and said.
choose_updates() {
  while IFS="$tab" read -r name installed candidate type _; do
    case $update_types in *All*) ;; *)
      case $type:$update_types in SECURITY:*Security* | BUGFIX:*Bugfix* | ENHANCEMENT:*Enhancement*) ;; *) continue ;; esac ;;
    esac
    [ ! -s "$work_dir/include" ] || matches "$name" "$work_dir/include" || continue
    matches "$name" "$work_dir/exclude" && continue
    want_version "$name" "$candidate" "$type"
  done <"$work_dir/updates"
}

# state_of NAME: version, state and architecture of an installed package by apt's name for it.
state_of() {
  awk -F "$tab" -v name="$1" -v native="$native" '
    BEGIN { n = split(name, part, ":"); wanted = n > 1 ? part[2] : native }
    $2 == part[1] && ($4 == wanted || (n == 1 && $4 == "all")) { print $3 "\t" $9 "\t" $4; exit }' "$work_dir/packages"
}

want_version() {
  IFS="$tab" read -r version state architecture <<STATE
$(state_of "$1")
STATE
  case $state in
    h*)
      note_failure "$1" "$architecture" "$2" "$3" HELD "$1 $version is held on this machine (apt-mark hold); exclude it to accept that"
      printf 'hold %s %s %s %s\n' "$1" "$architecture" "$version" "$2" >>"$work_dir/held"
      ;;
    *) printf '%s\t%s\t%s\t%s\n' "$1" "${architecture:--}" "$2" "$3" >>"$work_dir/wanted" ;;
  esac
}

# Exactly the packages asked for. apt reads an unknown name as a pattern, so a name is looked up first.
choose_packages() {
  while IFS= read -r item; do
    name=${item%%=*} version=${item#"${item%%=*}"} version=${version#=}
    name=${name%":$native"}
    IFS="$tab" read -r present _ architecture <<STATE
$(state_of "$name")
STATE
    if matches "$name" "$work_dir/exclude"; then
      note_failure "$name" "$architecture" "$version" OTHER EXCLUDED "$name is asked for and excluded"
    elif [ "$verb" = remove ]; then
      [ -n "$present" ] || continue
      if [ -n "$version" ] && [ "$version" != "$present" ]; then
        note_failure "$name" "$architecture" '' OTHER VERSION_DIFFERS "$name $present is installed, not $version"
      else want_version "$name" - OTHER; fi
    else
      candidate=$(apt-cache -c "$change_conf" policy "$name" 2>/dev/null | awk -v name="$name:" '$0 == name { hit = 1; next } /^[^ ]/ { hit = 0 } hit && $1 == "Candidate:" { print $2; exit }')
      case $candidate in '') version= ;; '(none)') candidate= ;; esac
      if [ -z "${version:-$candidate}" ]; then
        note_failure "$name" '' '' OTHER NOT_FOUND "no package source offers $name"
      elif [ "${version:-$candidate}" != "$present" ]; then
        type=$(awk -F "$tab" -v name="$name" -v version="${version:-$candidate}" '$1 == name && $3 == version { print $4 }' "$work_dir/updates")
        want_version "$name" "${version:-$candidate}" "${type:-OTHER}"
      fi
    fi
  done <"$work_dir/asked"
}

arguments_of() {
  awk -F "$tab" '{ print $3 == "-" ? $1 : $1 "=" $3 }' "$@"
}

# An update never removes another package, and an older version comes in only where it is asked for by its version.
simulate() {
  flags=
  [ "$verb" = remove ] || flags=--no-remove
  ! grep -q = "$work_dir/asked" || flags="$flags --allow-downgrades"
  # shellcheck disable=SC2046,SC2086
  apt-get -c "$change_conf" -s -q -y $flags "$verb" $(arguments_of "$@") >"$work_dir/simulated" 2>&1 </dev/null
}

# Finds the largest part of the wanted that apt can do together: what stands in the way is halved until it is alone.
settle_wanted() {
  : >"$work_dir/accepted"
  cp "$work_dir/wanted" "$work_dir/part.1"
  stack=1 parts=1
  while [ -n "$stack" ]; do
    part=$work_dir/part.${stack%% *}
    case $stack in *' '*) stack=${stack#* } ;; *) stack= ;; esac
    [ -s "$part" ] || continue
    if simulate "$work_dir/accepted" "$part"; then
      cat "$part" >>"$work_dir/accepted"
      continue
    fi
    count=$(awk 'END { print NR }' "$part")
    if [ "$count" -gt 1 ]; then
      head -n $((count / 2)) "$part" >"$work_dir/part.$((parts + 1))"
      tail -n +$((count / 2 + 1)) "$part" >"$work_dir/part.$((parts + 2))"
      stack="$((parts + 1)) $((parts + 2))${stack:+ $stack}"
      parts=$((parts + 2))
      continue
    fi
    why=$(awk '/unmet dependencies:|will be REMOVED:/ { on = 1 } /^E: / { on = 0; print } on' "$work_dir/simulated" | tr -s ' \n' ' ')
    IFS="$tab" read -r name architecture version type <"$part"
    case $why in
      *'Essential packages'*) code=ESSENTIAL ;;
      *'was not found'* | *'Unable to locate'*) code=NOT_FOUND ;;
      *) code=DEPENDENCY_CONFLICT ;;
    esac
    note_failure "$name" "$architecture" "$version" "$type" "$code" "${why:-apt gives no reason}"
    printf 'hold %s %s %s %s\n' "$name" "$architecture" "$(state_of "$name" | cut -f 1)" "$version" >>"$work_dir/held"
  done
  : >"$work_dir/simulated"
  [ ! -s "$work_dir/accepted" ] || simulate "$work_dir/accepted"
}

# changes: action, name, architecture, old version, new version, update type; from what apt would do.
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
    }' "$work_dir/updates" "$work_dir/packages" "$work_dir/simulated" | sort -u | while IFS="$tab" read -r action name architecture old new type; do
    if [ "$action" = upgrade ] && dpkg --compare-versions "$new" lt "$old"; then action=downgrade; fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$action" "$name" "$architecture" "$old" "$new" "$type"
  done >"$1"
}

make_plan() {
  : >"$work_dir/wanted"
  : >"$work_dir/held"
  if [ -s "$work_dir/asked" ]; then choose_packages; else choose_updates; fi
  settle_wanted
  read_changes "$work_dir/changes"
  if [ "$verb" = remove ]; then
    more=$(awk -F "$tab" 'FILENAME ~ /accepted$/ { asked[$1] = 1; next } $1 != "remove" || !($2 in asked) { printf "%s%s %s", (n++ ? ", " : ""), $1, $2 }' "$work_dir/accepted" "$work_dir/changes")
    [ -z "$more" ] || fail DEPENDENCY_CONFLICT "the removal would also $more; name these packages too if that is meant"
  fi
  {
    printf 'rustine-plan 1\noperation %s\n' "$verb"
    { awk -F "$tab" '{ print $1, $2, $3, $4, $5 }' "$work_dir/changes"; cat "$work_dir/held"; } | sort
  } >"$work_dir/plan" || fail WRITE_FAILED 'the plan cannot be written'
  plan_sum=$(sha256sum <"$work_dir/plan" | cut -c 1-64)
}

# Bytes to download, and KiB that the installed files grow by; the largest new package is there twice for a moment.
read_figures() {
  awk -F "$tab" '$1 != "remove" { print $2 "=" $5 }' "$work_dir/changes" | xargs -r apt-cache -c "$change_conf" show 2>/dev/null >"$work_dir/shown"
  # shellcheck disable=SC2046
  set -- $(awk -v tab="$tab" '
    FILENAME ~ /packages$/ { split($0, cell, tab); had[cell[2], cell[4]] = cell[6]; next }
    FILENAME ~ /changes$/ { split($0, cell, tab); split(cell[2], q, ":"); grown -= had[q[1], cell[3]]; next }
    $1 == "Size:" { download += $2 }
    $1 == "Installed-Size:" { grown += $2; if ($2 > largest) largest = $2 }
    END { printf "%.0f %.0f %.0f", download, grown, largest }' "$work_dir/packages" "$work_dir/changes" "$work_dir/shown")
  download_bytes=$1 grown_kib=$2 largest_kib=$3
}

print_plan() {
  sed -n '3,$s/^/plan: /p' "$work_dir/plan"
  awk -v held="$(awk 'END { print NR }' "$work_dir/held")" -v download="$download_bytes" -v grown="$grown_kib" -v peak="$((grown_kib + largest_kib))" '
    { n[$1]++ }
    END {
      printf "plan: %d to upgrade, %d to install, %d to downgrade, %d to remove, %d held back\n", n["upgrade"], n["install"], n["downgrade"], n["remove"], held
      printf "plan: %.0f bytes to download, %.0f KiB of disk needed, %.0f KiB more in the end\n", download, (peak > 0 ? peak : 0), grown
    }' "$work_dir/changes"
  print_services
  reboot_names "$work_dir/changes" | sed 's/^/plan: reboot likely for /'
  printf 'rustine: plan %s\n' "$plan_sum"
}

# Packages that every process or the machine itself keeps in memory until it starts anew; a first one replaces nothing.
reboot_names() {
  awk -F "$tab" '$2 ~ /^linux-image-/ && $1 != "remove" || $1 ~ /grade$/ && $2 ~ /^(libc6|systemd|dbus|dbus-daemon|intel-microcode|amd64-microcode)(:|$)/ { print $2 " " $5 }' "$1"
}

# apt looks at the folder of its downloads only; a file system that fills up in the middle leaves packages half done.
check_space() {
  [ -s "$work_dir/changes" ] || return 0
  needed_downloads=$((download_bytes / 1024)) needed_files=$((grown_kib + largest_kib))
  # shellcheck disable=SC2046
  set -- $(df -Pk "$archives_dir" /usr | awk 'NR > 1 { print $4, $6 }')
  [ "$2" != "$4" ] || needed_files=$((needed_files + needed_downloads))
  [ "$1" -ge "$needed_downloads" ] || fail DISK_FULL "$needed_downloads KiB are needed for the downloads, $2 has $1 KiB; nothing was installed"
  [ "$3" -ge "$needed_files" ] || fail DISK_FULL "$needed_files KiB are needed, $4 has $3 KiB; nothing was installed"
}
