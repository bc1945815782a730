# What is installed and what could be updated, as dpkg and apt say it; the answers are files in $work_dir.

# packages: binary:Package, Package, Version, Architecture, source, KiB, maintainer, installed at (epoch), state.
read_installed() {
  snapshot_database
  ls "$admin_dir/updates" 2>/dev/null | grep -q '^[0-9]*$' &&
    warn 'the package manager was interrupted before; run "dpkg --configure -a", the list may lack its last changes'
  # Control characters part the fields: a maintainer's name may hold anything that is printed, and even a line break.
  field=$(printf '\001')
  record=$(printf '\002')
  format="\${db:Status-Abbrev}$field\${binary:Package}$field\${Package}$field\${Version}$field\${Architecture}$field\${source:Package}$field\${Installed-Size}$field\${Maintainer}$record"
  reason=$(dpkg-query --admindir="$work_dir/dpkg" -W -f "$format" 2>&1 >"$work_dir/packages.raw") ||
    fail_because 'dpkg-query failed' "$reason"
  reason=$(stat -c '%Y %n' "$admin_dir"/info/*.list 2>/dev/null | sed "s,^\([0-9]*\) .*/,\1 ,; s/\.list\$//" 2>&1 >"$work_dir/times") ||
    fail_because 'the times of installation cannot be read' "$reason"

  # As apt sees it, a package is there unless it is not installed (n) or only its configuration is left (c).
  reason=$(awk -v field="$field" -v record="$record" -v times="$work_dir/times" '
    BEGIN {
      while ((getline line < times) > 0) { at = index(line, " "); time[substr(line, at + 1)] = substr(line, 1, at - 1) }
      RS = record; FS = field; OFS = "\t"
    }
    substr($1, 2, 1) ~ /[nc]/ || $4 == "" { next }
    {
      gsub(/[\t\n]+ */, " ", $8)
      installed = ($2 in time) ? time[$2] : (($3 ":" $5) in time) ? time[$3 ":" $5] : time[$3]
      gsub(/ /, "", $1)
      print $2, $3, $4, $5, $6, $7, $8, installed, $1
    }' "$work_dir/packages.raw" 2>&1 >"$work_dir/packages") || fail_because 'the list of packages cannot be written' "$reason"
  installed_count=$(awk 'END { print NR }' "$work_dir/packages")
  [ "$installed_count" -gt 0 ] || fail EMPTY_ANSWER 'dpkg-query names no installed package; a system without packages is not believable'
}

# The candidate by the machine's pins, as `apt list --upgradable` has it: held and phased packages count, packages that
# an update would newly install do not. apt-cache policy is apt's stable way of saying so.
# updates: name as apt has it, installed, candidate, update type, repository.
read_updates() {
  reason=$(cut -f 1 "$work_dir/packages" | xargs apt-cache -c "$apt_conf" policy 2>&1 >"$work_dir/policy") ||
    fail_because 'apt-cache policy failed' "$reason"
  reason=$(apt-cache -c "$apt_conf" policy 2>&1 >"$work_dir/sources") || fail_because 'apt-cache policy failed' "$reason"
  reason=$(awk '
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
        printf "%s\t%s\t%s\t%s\t%s\n", name, installed, candidate, type == "" ? "OTHER" : type, repository
    }
    /^[^ ]/ { finish(); name = $0; sub(/:$/, "", name); installed = candidate = version = type = repository = ""; next }
    $1 == "Installed:" { installed = $2; next }
    $1 == "Candidate:" { candidate = $2; next }
    /^ (\*\*\*|   ) [^ ]/ { version = ($1 == "***") ? $2 : $1; next }
    version == candidate && version != "" && /^ +-?[0-9]+ / {
      sub(/^ *-?[0-9]+ /, "")
      if (!($0 in release) || release[$0] == "a=now") next
      suite = part(release[$0], "a"); code = part(release[$0], "n"); label = part(release[$0], "l")
      # The marks of a security suite: Debian and Ubuntu name the archive so, Debian the label, mirrors at times only one.
      if (label ~ /[Ss]ecurity/ || suite ~ /-security$/ || code ~ /-security$/ || suite ~ /\/updates$/) kind = "SECURITY"
      else if (suite ~ /-updates$/) kind = "BUGFIX"
      else if (suite ~ /-backports/) kind = "ENHANCEMENT"
      else kind = "OTHER"
      if (repository == "" || (kind == "SECURITY" && type != "SECURITY")) { type = kind; repository = label ":" part(release[$0], "v") "/" suite }
    }
    END { finish(); printf "%d\n", answered }
  ' "$work_dir/sources" "$work_dir/policy" 2>&1 >"$work_dir/differing") || fail_because 'the answer of apt-cache cannot be read' "$reason"
  answered=$(tail -n 1 "$work_dir/differing")
  [ "$answered" -eq "$installed_count" ] || fail EMPTY_ANSWER "apt-cache policy answers for $answered of $installed_count packages"

  # A pin can make an older version the candidate; that is no update.
  : >"$work_dir/updates"
  while IFS="$tab" read -r name installed candidate type repository; do
    [ -n "$candidate" ] || continue
    dpkg --compare-versions "$candidate" gt "$installed" || continue
    printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$installed" "$candidate" "$type" "$repository"
  done <"$work_dir/differing" >"$work_dir/updates" || fail DISK_FULL 'the list of updates cannot be written'
  updates_count=$(awk 'END { print NR }' "$work_dir/updates")
  security_count=$(awk -F "$tab" '$4 == "SECURITY" { n++ } END { print n + 0 }' "$work_dir/updates")

  # Size and architecture of each candidate, from the indexes.
  : >"$work_dir/details"
  if [ "$updates_count" -gt 0 ]; then
    reason=$(awk -F "$tab" '{ print $1 "=" $3 }' "$work_dir/updates" | xargs apt-cache -c "$apt_conf" show 2>&1 >"$work_dir/records") ||
      fail_because 'apt-cache show failed' "$reason"
    awk -v OFS="$tab" '
      function finish() { if (package != "") print package, version, architecture, size; package = version = architecture = size = "" }
      $1 == "Package:" { package = $2 }
      $1 == "Version:" { version = $2 }
      $1 == "Architecture:" { architecture = $2 }
      $1 == "Size:" { size = $2 }
      $0 == "" { finish() }
      END { finish() }' "$work_dir/records" >"$work_dir/details" || fail DISK_FULL 'the details of the updates cannot be written'
  fi
}

# write_installed_report KIND FILE: `source` here is the source package, which security trackers go by.
write_installed_report() {
  write_report "$1" '
    BEGIN { header("name,version,architecture,source,installed_at") }
    { printf "%s,%s,%s,%s,%s,%s\r\n", start_record(), csv($2), csv($3), csv($4), csv($5), rfc3339($8) }' "$2"
}

# `source` here is the package system the software came by; the publisher is who maintains the package.
write_inventory_report() {
  write_report software-inventory '
    BEGIN { header("name,version,architecture,publisher,source,installed_at,size_bytes") }
    { printf "%s,%s,%s,%s,%s,deb,%s,%s\r\n", start_record(), csv($2), csv($3), csv($4), csv($7), rfc3339($8), $6 == "" ? "" : sprintf("%.0f", $6 * 1024) }' "$work_dir/packages"
}

# reboot_suggested: what every process or the machine itself keeps in memory until it starts anew. apt knows no CVEs.
write_available_report() {
  R_NATIVE=$(dpkg --print-architecture)
  export R_NATIVE
  write_report available-updates '
    BEGIN { header("name,architecture,installed_version,available_version,update_type,severity,advisory,cves,repository,size_bytes,reboot_suggested") }
    FILENAME ~ /details$/ {
      if ($3 == "all" || $3 == ENVIRON["R_NATIVE"]) architecture[$1, $2] = $3
      size[$1, $2, $3] = $4
      next
    }
    {
      name = $1; qualifier = ""
      if ((at = index(name, ":")) > 0) { qualifier = substr(name, at + 1); name = substr(name, 1, at - 1) }
      if (qualifier == "") qualifier = architecture[name, $3]
      reboot = name ~ /^(linux-image-.*|linux-modules-.*|libc6|systemd|dbus|dbus-daemon|intel-microcode|amd64-microcode)$/ ? "true" : "false"
      printf "%s,%s,%s,%s,%s,%s,,,,%s,%s,%s\r\n", start_record(), csv(name), csv(qualifier), csv($2), csv($3), $4, csv($5), size[name, $3, qualifier], reboot
    }' "$work_dir/details" "$work_dir/updates"
}

print_counts() {
  printf '%s packages installed\n' "$installed_count"
  printf '%s updates available, %s of them security\n' "$updates_count" "$security_count"
  grep -q 'release.*\(-security\|l=[^,]*[Ss]ecurity\)' "$work_dir/sources" ||
    warn 'no security source is configured: missing security updates cannot be known'
}

# A reboot is required by evidence: the system's own mark, or a newer kernel of the running flavour than the running one.
reboot_required() {
  if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then
    echo 'true (/run/reboot-required is there)'
    return
  fi
  running=$(uname -r)
  flavour=${running##*-}
  running_version=$(awk -F "$tab" -v name="linux-image-$running" '$2 == name || $2 == "linux-image-unsigned-" substr(name, 13) { print $3; exit }' "$work_dir/packages")
  if [ -z "$running_version" ]; then
    if [ -e /usr/share/update-notifier/notify-reboot-required ]; then echo 'false (the system marks it and has not)'
    elif ! cut -f 2 "$work_dir/packages" | grep -q '^linux-image-[0-9]'; then echo 'false (no kernel is installed that a restart could bring in, and the system has marked none)'
    else echo 'unknown (the running kernel is not a package of this system)'; fi
    return
  fi
  newest=$running_version
  newest_name=linux-image-$running
  while IFS="$tab" read -r _ name version _; do
    case $name in linux-image-[0-9]*"-$flavour" | linux-image-unsigned-[0-9]*"-$flavour") ;; *) continue ;; esac
    if dpkg --compare-versions "$version" gt "$newest"; then newest=$version newest_name=$name; fi
  done <"$work_dir/packages"
  if [ "$newest_name" != "linux-image-$running" ] && [ "$newest" != "$running_version" ]; then
    echo "true ($newest_name $newest is installed, $running is running)"
  else
    # The same kernel name with other contents: Debian writes the package's version into the kernel's own.
    built=$(uname -v | sed -n 's/.* Debian \([^ ]*\).*/\1/p')
    if [ -n "$built" ] && dpkg --compare-versions "$running_version" gt "$built"; then
      echo "true (linux-image-$running $running_version is installed, $built is running)"
    else echo "false ($running is the newest installed kernel)"; fi
  fi
}
