# wanted: key, architecture or "-", version, update type. A version "*" is whatever the package manager takes; one that
# begins with "-" is to be removed. What the machine holds is not wanted, and said.
choose_updates() {
  list_offers
  # An imported severity, by the name of the package, says what the package manager does not.
  awk -F "$tab" -v OFS="$tab" -v types="$update_types" -v severities="$severities" '
    FILENAME == "known-severities" { split($0, part, "="); known[part[1]] = part[2]; next }
    $12 == "gone" { print $1, $3, $4, $12; next }
    {
      name = $1; sub(/:.*/, "", name)
      if (types !~ /All/ && index(toupper(types), "\"" $4 "\"") == 0) next
      severity = $8 == "" ? known[name] : $8
      if (severities != "") {
        if (severity == "") unknown++
        if (index(toupper(severities), "\"" toupper(severity) "\"") == 0) next
      }
      print $1, $3, $4, $12
    }
    END { if (unknown) printf "%d\n", unknown >"unknown-severities" }' known-severities offers >eligible
  [ ! -s unknown-severities ] || warn "$(cat unknown-severities) updates of no known severity are left out, as Severities asks"
  while IFS="$tab" read -r name candidate type mark; do
    [ ! -s include ] || matches "$name" include || continue
    matches "$name" exclude || want_version "$name" "$candidate" "$type" "$mark"
  done <eligible
}

# state_of KEY [VERSION]: version, state and architecture of an installed package.
state_of() {
  awk -F "$tab" -v name="$1" -v native="$native" -v version="${2:-}" '
    BEGIN { n = split(name, part, ":"); wanted = n > 1 ? part[2] : native }
    $2 == part[1] && ($4 == wanted || (n == 1 && ($4 == "all" || $4 == "noarch"))) {
      if (found == "" || $3 == version) found = $3 "\t" $9 "\t" $4
    }
    END { if (found != "") print found }' packages
}

# want_version KEY VERSION TYPE [MARK]: see only-versions.sh about the mark.
want_version() {
  IFS="$tab" read -r version state architecture <<STATE
$(state_of "$1")
STATE
  if [ "${4:-}" = left ]; then printf '%s %s %s %s\n' "$1" "$architecture" "$version" "$2" >>left
  elif [ "${4:-}" = gone ]; then
    hold_back "$1" "$architecture" "$version" "$2" "$3" VERSION_GONE "this machine is not offered $1 $2 any more, and OnlyVersions allows no other version"
  elif is_held "$1" "$state" && [ "$2" != '*' ]; then
    hold_back "$1" "$architecture" "$version" "$2" "$3" HELD "$1 $version is held on this machine ($hold_command); exclude it to accept that"
  else printf '%s\t%s\t%s\t%s\n' "$1" "${architecture:--}" "$2" "$3" >>wanted; fi
}

# hold_back KEY ARCHITECTURE INSTALLED VERSION TYPE CODE MESSAGE
hold_back() {
  note_failure "$1" "$2" "$4" "$5" "$6" "$7"
  printf 'hold %s %s %s %s\n' "$1" "${2:--}" "${3:--}" "$4" >>held
}

# Exactly the packages asked for.
choose_packages() {
  while IFS= read -r item; do
    name=${item%%=*} version=${item#"${item%%=*}"} version=${version#=}
    name=${name%":$native"}
    IFS="$tab" read -r present _ architecture <<STATE
$(state_of "$name" "$version")
STATE
    if matches "$name" exclude; then
      note_failure "$name" "$architecture" "$version" OTHER EXCLUDED "$name is asked for and excluded"
    elif [ "$verb" = remove ]; then
      [ -n "$present" ] || continue
      if [ -n "$version" ] && ! is_same_version "$version" "$present"; then
        note_failure "$name" "$architecture" '' OTHER VERSION_DIFFERS "$name $present is installed, not $version"
      else want_version "$name" "-$present" OTHER; fi
    else
      candidate=$(candidate_of "$name" "$version")
      if [ -z "$candidate" ]; then
        note_failure "$name" '' "$version" OTHER NOT_FOUND "no package source offers $name"
      elif ! is_same_version "$candidate" "$present"; then
        type=$(awk -F "$tab" -v name="$name" -v version="$candidate" '$1 == name && $3 == version { print $4 }' updates)
        want_version "$name" "$candidate" "${type:-OTHER}"
      fi
    fi
  done <asked
}

# Finds the largest part of the wanted that the package manager can do together: what stands in the way is halved until
# it is alone. An update never removes another package, and an older version comes only where it is asked for by version.
settle_wanted() {
  : >accepted
  cp wanted part.1
  stack=1 parts=1
  while [ -n "$stack" ]; do
    part=part.${stack%% *}
    case $stack in *' '*) stack=${stack#* } ;; *) stack= ;; esac
    [ -s "$part" ] || continue
    if simulate accepted "$part"; then
      cat "$part" >>accepted
      continue
    fi
    count=$(awk 'END { print NR }' "$part")
    if [ "$count" -gt 1 ]; then
      head -n $((count / 2)) "$part" >"part.$((parts + 1))"
      tail -n +$((count / 2 + 1)) "$part" >"part.$((parts + 2))"
      stack="$((parts + 1)) $((parts + 2))${stack:+ $stack}"
      parts=$((parts + 2))
      continue
    fi
    IFS="$tab" read -r name architecture version type <"$part"
    read_refusal
    hold_back "$name" "$architecture" "$(state_of "$name" | cut -f 1)" "$version" "$type" "$code" "${why:-the package manager gives no reason}"
  done
  forget_simulation
  [ ! -s accepted ] || simulate accepted
}

# changes: action, key, architecture, old version, new version, update type.
make_plan() {
  : >wanted
  : >held
  : >left
  if [ -s asked ]; then choose_packages; else choose_updates; fi
  settle_wanted
  read_changes changes
  if [ "$verb" = remove ]; then
    more=$(awk -F "$tab" 'FILENAME == "accepted" { asked[$1] = 1; next } $1 != "remove" || !($2 in asked) { printf "%s%s %s", (n++ ? ", " : ""), $1, $2 }' accepted changes)
    [ -z "$more" ] || fail DEPENDENCY_CONFLICT "the removal would also $more; name these packages too if that is meant"
  fi
  {
    printf 'rustine-plan 1\noperation %s\n' "$verb"
    { awk -F "$tab" '{ print $1, $2, $3, $4, $5 }' changes; cat held; } | sort
  } >plan || fail WRITE_FAILED 'the plan cannot be written'
  plan_sum=$(sha256sum <plan | cut -c 1-64)
}

# Bytes to download, and KiB that the installed files grow by; the largest new package is there twice for a moment.
print_plan() {
  sed -n '3,$s/^/plan: /p' plan
  print_left
  awk -v held="$(awk 'END { print NR }' held)" -v download="$download_bytes" -v grown="$grown_kib" -v peak="$((grown_kib + largest_kib))" '
    { n[$1]++ }
    END {
      printf "plan: %d to upgrade, %d to install, %d to downgrade, %d to remove, %d held back\n", n["upgrade"], n["install"], n["downgrade"], n["remove"], held
      printf "plan: %.0f bytes to download, %.0f KiB of disk needed, %.0f KiB more in the end\n", download, (peak > 0 ? peak : 0), grown
    }' changes
  print_services
  reboot_names changes | sed 's/^/plan: reboot likely for /'
  printf 'rustine: plan %s\n' "$plan_sum"
}

# Packages that every process or the machine itself keeps in memory until it starts anew; a first one replaces nothing.
reboot_names() {
  awk -F "$tab" -v kernel="$kernel_pattern" -v core="$reboot_pattern" '{ name = $2; sub(/:.*/, "", name) } name ~ kernel && $1 != "remove" || $1 ~ /grade$/ && name ~ core { print $2 " " $5 }' "$1"
}

# A package manager looks at its downloads only, if at all; a file system that fills up leaves packages half done.
check_space() {
  [ -s changes ] || return 0
  needed_downloads=$((download_bytes / 1024)) needed_files=$((grown_kib + largest_kib))
  # shellcheck disable=SC2046
  set -- $(df -Pk "$archives_dir" /usr | awk 'NR > 1 { print $4, $6 }')
  [ "$2" != "$4" ] || needed_files=$((needed_files + needed_downloads))
  [ "$1" -ge "$needed_downloads" ] || fail DISK_FULL "$needed_downloads KiB are needed for the downloads, $2 has $1 KiB; nothing was installed"
  [ "$3" -ge "$needed_files" ] || fail DISK_FULL "$needed_files KiB are needed, $4 has $3 KiB; nothing was installed"
}
