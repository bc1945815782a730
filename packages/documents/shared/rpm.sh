# What dnf and zypper have in common: rpm's database.
for tool in rpm awk sed sort stat; do
  command -v "$tool" >/dev/null 2>&1 || fail UNSUPPORTED_PACKAGE_MANAGER "$tool is missing"
done
native=$(rpm --eval '%_arch')
rpm_db=$(rpm --eval '%_dbpath')
package_format=rpm
lock_files="$rpm_db/.rpm.lock"
# What is in memory until the machine starts anew.
kernel_pattern='^kernel(-core|-default|-default-base|-uek|-uek-core|-rt|-rt-core|-azure|-lt|-ml|6[.][0-9]+)?$'
reboot_pattern='^(glibc|systemd|dbus|dbus-1|dbus-daemon|dbus-broker|linux-firmware|microcode_ctl|ucode-intel|ucode-amd)$'

# is_newer A B: rpm itself compares, epochs first.
is_newer() {
  case $1 in *:*) newer_a=$1 ;; *) newer_a=0:$1 ;; esac
  case $2 in *:*) newer_b=$2 ;; *) newer_b=0:$2 ;; esac
  [ "${newer_a%%:*}" -eq "${newer_b%%:*}" ] || { [ "${newer_a%%:*}" -gt "${newer_b%%:*}" ]; return; }
  [ "$(rpm --eval "%{lua:print(rpm.vercmp('${newer_a#*:}', '${newer_b#*:}'))}")" = 1 ]
}

# dnf and zypper leave their process id in a file.
lock_holder() {
  for lock in /var/lib/dnf/rpmdb_lock.pid /run/zypp.pid /var/run/yum.pid; do
    pid=$({ tr -dc 0-9 <"$lock"; } 2>/dev/null)
    [ -n "$pid" ] && [ -d "/proc/$pid" ] || continue
    name_holder "$pid" "$lock"
    return 0
  done
  kernel_lock_holder
}

read_installed() {
  wait_for_locks
  # Control characters part the fields: a vendor's name may hold anything that is printed.
  field=$(printf '\001')
  record=$(printf '\002')
  reason=$(rpm -qa --qf "%{NAME}$field%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}$field%{ARCH}$field%{SOURCERPM}$field%{LONGSIZE}$field%{VENDOR}$field%{INSTALLTIME}$record" 2>&1 >packages.raw) ||
    fail_because 'rpm -qa failed' "$reason"
  reason=$(awk -v field="$field" -v record="$record" -v native="$native" '
    BEGIN { RS = record; FS = field; OFS = "\t" }
    $1 == "gpg-pubkey" || $2 == "" { next }
    {
      sub(/^0:/, "", $2); sub(/-[^-]*-[^-]*$/, "", $4); gsub(/[\t\n]+ */, " ", $6)
      print ($3 == native || $3 == "noarch") ? $1 : $1 ":" $3, $1, $2, $3, ($4 == "(none)" ? "" : $4), $5, ($6 == "(none)" ? "" : $6), $7, "ii"
    }' packages.raw 2>&1 >packages.unsorted && sort packages.unsorted 2>&1 >packages) || fail_because 'the list of packages cannot be written' "$reason"
  installed_count=$(awk 'END { print NR }' packages)
  [ "$installed_count" -gt 0 ] || fail EMPTY_ANSWER 'rpm names no installed package; a system without packages is not believable'
}

# A reboot is required by evidence: the system's own mark, the distribution's own tool, a newer kernel than the running
# one, or a core package that was replaced since the machine was started.
reboot_required() {
  for mark in /run/reboot-required /run/reboot-needed; do
    [ ! -e "$mark" ] || { echo "true ($mark is there)"; return; }
  done
  if command -v needs-restarting >/dev/null 2>&1; then
    said=$(needs-restarting -r 2>&1 </dev/null)
    case $? in
      1) printf 'true (needs-restarting: %s)\n' "$(printf '%s\n' "$said" | sed -n 's/^ *[*] *//p; /[Rr]eboot is required/p' | tr '\n' ' ' | sed 's/ $//; s/^$/a reboot is required/' | cut -c 1-300)"; return ;;
    esac
  fi
  if [ "$manager" = zypper ]; then
    run_zypper needs-rebooting >/dev/null 2>&1
    [ $? -ne 102 ] || { echo 'true (zypper needs-rebooting)'; return; }
  fi
  started=$(sed -n 's/^btime //p' /proc/stat)
  replaced=$(awk -F "$tab" -v core="$reboot_pattern" -v started="${started:-0}" '$2 ~ core && $8 > started && started > 0 { printf "%s%s %s", (n++ ? ", " : ""), $2, $3 }' packages)
  [ -z "$replaced" ] || { echo "true (installed since the machine was started: $replaced)"; return; }
  running=$(uname -r)
  # The running kernel is the package whose version begins the release, or the other way round (SUSE).
  awk -F "$tab" -v pattern="$kernel_pattern" -v running="$running" '
    BEGIN { short = running; sub(/-[a-z]+$/, "", short) }
    function begins(text, part) { return index(text, part) == 1 && substr(text, length(part) + 1, 1) ~ /^[.-]?$/ }
    $2 ~ pattern { version = $3; sub(/^[0-9]+:/, "", version); print (begins(running, version) || begins(version, short) ? "running" : "other") "\t" $2 "\t" $3 }' packages >kernels
  if [ ! -s kernels ]; then echo 'false (no kernel is installed that a restart could bring in, and the system has marked none)'; return; fi
  kernel=$(awk -F "$tab" '$1 == "running" { print $2 "\t" $3; exit }' kernels)
  [ -n "$kernel" ] || { echo 'unknown (the running kernel is not a package of this system)'; return; }
  while IFS="$tab" read -r _ name version; do
    [ "$name" = "${kernel%%"$tab"*}" ] && is_newer "$version" "${kernel#*"$tab"}" || continue
    echo "true ($name $version is installed, $running is running)"
    return
  done <kernels
  echo "false ($running is the newest installed kernel)"
}

warn_of_sources() {
  find "$state_dir" -name repomd.xml -exec grep -l 'type="updateinfo"' {} + 2>/dev/null | grep -q . ||
    warn 'no repository says which updates are for security: missing security updates cannot be known'
}

# The worst of two severities, and the first type in this order, in the awk programs that gather advisories.
advisory_awk='
function rank(severity) { return severity == "Critical" ? 4 : severity == "Important" ? 3 : severity == "Moderate" ? 2 : severity == "Low" ? 1 : 0 }
function add_word(text, word) { return index(" " text " ", " " word " ") ? text : text (text == "" ? "" : " ") word }
function sorted(text,   n, i, j, word, swap) {
  n = split(text, word, " ")
  for (i = 2; i <= n; i++) for (j = i; j > 1 && word[j] < word[j - 1]; j--) { swap = word[j]; word[j] = word[j - 1]; word[j - 1] = swap }
  text = ""
  for (i = 1; i <= n; i++) text = text (i > 1 ? " " : "") word[i]
  return text
}
function note(key, kind, severity, advisory) {
  if (type[key] == "" || kind == "SECURITY" || (kind == "BUGFIX" && type[key] != "SECURITY") || type[key] == "OTHER") type[key] = kind
  if (rank(severity) > rank(worst[key])) worst[key] = severity
  if (advisory != "") advisories[key] = add_word(advisories[key], advisory)
}'

# join_advisories: offered (name, architecture, version, repository, bytes, reboot) and advisories (name, architecture,
# type, severity, advisory, CVE) become updates.
join_advisories() {
  reason=$(awk -F "$tab" -v OFS="$tab" -v native="$native" "$advisory_awk"'
    FILENAME == "packages" { if ($8 >= time[$2, $4]) { here[$2, $4] = $3; time[$2, $4] = $8; any[$2] = $3 } next }
    FILENAME == "advisories" { note($1 FS $2, $3, $4, $5); if ($6 != "") cves[$1 FS $2] = add_word(cves[$1 FS $2], $6); if ($7 == "true") reboot[$1 FS $2] = $7; next }
    {
      key = $1 FS $2; old = ($1, $2) in here ? here[$1, $2] : any[$1]
      if (old == "" || old == $3) next
      print ($2 == native || $2 == "noarch") ? $1 : $1 ":" $2, old, $3, type[key] == "" ? "OTHER" : type[key], $4, $2, $5, worst[key], sorted(advisories[key]), sorted(cves[key]), reboot[key]
    }' packages advisories offered 2>&1 >updates) || fail_because 'the list of updates cannot be written' "$reason"
}
