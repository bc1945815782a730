# What could be updated, as apt says it; the answers are files.

# The candidate by the machine's pins, as `apt list --upgradable` has it: held and phased packages count, packages that
# an update would newly install do not. apt-cache policy is apt's stable way of saying so.
# updates: name as apt has it, installed, candidate, update type, repository.
read_updates() {
  reason=$(cut -f 1 packages | xargs apt-cache -c "$apt_conf" policy 2>&1 >policy) ||
    fail_because 'apt-cache policy failed' "$reason"
  reason=$(apt-cache -c "$apt_conf" policy 2>&1 >sources) || fail_because 'apt-cache policy failed' "$reason"
  : >found-listed
  reason=$(awk '
    BEGIN { while ((getline line <"only") > 0) { split(line, cell, "\t"); listed[cell[1]] = cell[2] } }
    # "Package files": which release stands behind each source line of a version table.
    FNR == NR {
      if ($0 ~ /^ *-?[0-9]+ /) { source = $0; sub(/^ *-?[0-9]+ /, "", source) }
      else if ($1 == "release") { sub(/^ *release /, ""); release[source] = $0 }
      next
    }
    function part(text, key) {
      text = "," text
      if (!match(text, "," key "=[^,]*")) return ""
      return substr(text, RSTART + length(key) + 2, RLENGTH - length(key) - 2)
    }
    function finish() {
      if (name == "") return
      answered++
      if (installed != "(none)" && candidate != "(none)" && candidate != installed)
        printf "%s\t%s\t%s\t%s\t%s\n", name, installed, candidate, type[candidate] == "" ? "OTHER" : type[candidate], repository[candidate]
      if (type[listed[name]] != "") printf "%s\t%s\t%s\n", name, listed[name], type[listed[name]] >"found-listed"
    }
    /^[^ ]/ { finish(); name = $0; sub(/:$/, "", name); installed = candidate = version = ""; split("", type); split("", repository); next }
    $1 == "Installed:" { installed = $2; next }
    $1 == "Candidate:" { candidate = $2; next }
    /^ (\*\*\*|   ) [^ ]/ { version = ($1 == "***") ? $2 : $1; next }
    version != "" && (version == candidate || version == listed[name]) && /^ +-?[0-9]+ / {
      sub(/^ *-?[0-9]+ /, "")
      if (!($0 in release) || release[$0] == "a=now") next
      suite = part(release[$0], "a"); code = part(release[$0], "n"); label = part(release[$0], "l")
      # The marks of a security suite: Debian and Ubuntu name the archive so, Debian the label, mirrors at times only one.
      if (label ~ /[Ss]ecurity/ || suite ~ /-security$/ || code ~ /-security$/ || suite ~ /\/updates$/) kind = "SECURITY"
      else if (suite ~ /-updates$/) kind = "BUGFIX"
      else if (suite ~ /-backports/) kind = "ENHANCEMENT"
      else kind = "OTHER"
      if (repository[version] == "" || (kind == "SECURITY" && type[version] != "SECURITY")) { type[version] = kind; repository[version] = label ":" part(release[$0], "v") "/" suite }
    }
    END { finish(); printf "%d\n", answered }
  ' sources policy 2>&1 >differing) || fail_because 'the answer of apt-cache cannot be read' "$reason"
  answered=$(tail -n 1 differing)
  [ "$answered" -eq "$installed_count" ] || fail EMPTY_ANSWER "apt-cache policy answers for $answered of $installed_count packages"

  # A pin can make an older version the candidate; that is no update.
  while IFS="$tab" read -r name installed candidate type repository; do
    [ -n "$candidate" ] || continue
    ! is_newer "$candidate" "$installed" || printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$installed" "$candidate" "$type" "$repository"
  done <differing >newer || fail DISK_FULL 'the list of updates cannot be written'

  # Size and architecture of each candidate, from the indexes. apt knows neither severities nor CVEs.
  : >records
  [ ! -s newer ] || reason=$(awk -F "$tab" '{ print $1 "=" $3 }' newer | xargs apt-cache -c "$apt_conf" show 2>&1 >records) ||
    fail_because 'apt-cache show failed' "$reason"
  awk -v OFS="$tab" -v tab="$tab" -v native="$native" '
    function finish() {
      if (package != "") {
        if (architecture == "all" || architecture == native) own[package, version] = architecture
        bytes[package, version, architecture] = size
      }
      package = version = architecture = size = ""
    }
    FILENAME == "newer" {
      if (FNR == 1) { finish(); FS = tab; $0 = $0 }
      at = index($1, ":")
      name = at ? substr($1, 1, at - 1) : $1
      architecture = at ? substr($1, at + 1) : own[name, $3]
      print $1, $2, $3, $4, $5, architecture, bytes[name, $3, architecture], "", "", ""
      next
    }
    $1 == "Package:" { package = $2 }
    $1 == "Version:" { version = $2 }
    $1 == "Architecture:" { architecture = $2 }
    $1 == "Size:" { size = $2 }
    $0 == "" { finish() }' records newer >updates || fail DISK_FULL 'the details of the updates cannot be written'
}

warn_of_sources() {
  grep -q 'release.*\(-security\|l=[^,]*[Ss]ecurity\)' sources ||
    warn 'no security source is configured: missing security updates cannot be known'
}

# A reboot is required by evidence: the system's own mark, or a newer kernel of the running flavour than the running one.
reboot_required() {
  if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then
    printf 'true (%s)\n' "$(cat /run/reboot-required.pkgs /var/run/reboot-required.pkgs 2>/dev/null | sort -u | tr '\n' ' ' | sed 's/^./the system marks it for &/; s/ $//; s/^$/\/run\/reboot-required is there/')"
    return
  fi
  running=$(uname -r)
  flavour=${running##*-}
  running_version=$(awk -F "$tab" -v name="linux-image-$running" '$2 == name || $2 == "linux-image-unsigned-" substr(name, 13) { print $3; exit }' packages)
  if [ -z "$running_version" ]; then
    if [ -e /usr/share/update-notifier/notify-reboot-required ]; then echo 'false (the system marks it and has not)'
    elif ! cut -f 2 packages | grep -q '^linux-image-[0-9]'; then echo 'false (no kernel is installed that a restart could bring in, and the system has marked none)'
    else echo 'unknown (the running kernel is not a package of this system)'; fi
    return
  fi
  newest=$running_version
  newest_name=linux-image-$running
  while IFS="$tab" read -r _ name version _; do
    case $name in linux-image-[0-9]*"-$flavour" | linux-image-unsigned-[0-9]*"-$flavour") ;; *) continue ;; esac
    if is_newer "$version" "$newest"; then newest=$version newest_name=$name; fi
  done <packages
  if [ "$newest_name" != "linux-image-$running" ] && [ "$newest" != "$running_version" ]; then
    echo "true ($newest_name $newest is installed, $running is running)"
  else
    # The same kernel name with other contents: Debian writes the package's version into the kernel's own.
    built=$(uname -v | sed -n 's/.* Debian \([^ ]*\).*/\1/p')
    if [ -n "$built" ] && is_newer "$running_version" "$built"; then
      echo "true (linux-image-$running $running_version is installed, $built is running)"
    else echo "false ($running is the newest installed kernel)"; fi
  fi
}
