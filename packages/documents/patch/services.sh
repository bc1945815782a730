# The unit of a process, where systemd runs and the process is not a user's.
unit_of() {
  [ -d /run/systemd/system ] || return 0
  sed -n '/\/user\.slice\//q; s,^[0-9]*:[^:]*:.*/\([^/]*\.service\)\(/.*\)*$,\1,p' "/proc/$1/cgroup" 2>/dev/null | head -n 1
}

# Processes of this very run end with it: what they have in memory concerns no service.
is_own() {
  [ -n "${RUSTINE_INVOCATION_ID:-}" ] && cat "/proc/$1/environ" 2>/dev/null | tr '\0' '\n' | grep -qxF "RUSTINE_INVOCATION_ID=$RUSTINE_INVOCATION_ID"
}

# Units that run a file of a package which the plan changes. /lib and /usr/lib are one folder on most systems.
print_services() {
  list_changed_files | sed 's,^/usr/,/,' >files
  grep -E '^[^ ]+ ..x. .* /' /proc/[0-9]*/maps 2>/dev/null |
    sed -n 's|^/proc/\([0-9]*\)/maps:[^/]*\(/[^ ]*\).*$|\2 \1|p' | sed 's|^/usr/|/|' | sort -u |
    awk 'FNR == NR { files[$0] = 1; next } $1 in files { print $2 }' files - | sort -u |
    while read -r pid; do is_own "$pid" || unit_of "$pid"; done | sort -u | sed 's/^/plan: touches /'
}

# stale: process, command, unit or "-", one replaced file that it still runs. A file that a package replaced is unlinked,
# and the kernel marks its mappings so.
find_stale() {
  : >stale
  grep -m 1 -E '^[^ ]+ ..x. .* /(usr|lib|lib64|bin|sbin|opt)/[^ ]* \(deleted\)$' /proc/[0-9]*/maps 2>/dev/null |
    sed 's,^/proc/\([0-9]*\)/maps:.* \(/[^ ]*\) (deleted)$,\1 \2,' | while read -r pid file; do
    ! is_own "$pid" || continue
    unit=$(unit_of "$pid")
    printf '%s\t%s\t%s\t%s\n' "$pid" "$(cat "/proc/$pid/comm" 2>/dev/null || echo gone)" "${unit:--}" "$file"
  done >stale
}

# A restart of these takes sessions or the network along, or kills this very run; the rest is for a reboot.
must_not_restart() {
  case $1 in
    dbus.service | dbus-broker.service | systemd-logind.service | user@*.service | *getty@*.service | gdm*.service | lightdm.service | sddm.service | display-manager.service) return 0 ;;
    NetworkManager.service | networking.service | systemd-networkd.service | wpa_supplicant.service | connman.service | open-vm-tools.service) return 0 ;;
  esac
  grep -q "/$1\(/\|\$\)" /proc/self/cgroup
}

restart_affected() {
  find_stale
  failed_units= restarted=
  if [ "$restart_services" = Affected ]; then
    for unit in $(cut -f 3 stale | sort -u); do
      [ "$unit" != - ] || continue
      ! must_not_restart "$unit" || continue
      printf 'Restarting %s, which still runs replaced files\n' "$unit"
      if reason=$(timeout 300 systemctl restart "$unit" 2>&1 </dev/null); then restarted="$restarted $unit"; else
        failed_units="$failed_units${failed_units:+, }$unit ($(first_line "$reason"))"
      fi
    done
    # A service that ends at once counts as started for a moment.
    [ -z "$restarted" ] || sleep 2
    for unit in $restarted; do
      systemctl --quiet is-active "$unit" || failed_units="$failed_units${failed_units:+, }$unit (it is not active after its restart)"
    done
    find_stale
  fi
  while IFS="$tab" read -r pid command unit file; do
    printf 'Still runs replaced files: process %s (%s%s), %s\n' "$pid" "$command" "$([ "$unit" = - ] || printf ' of %s' "$unit")" "$file"
  done <stale
}
