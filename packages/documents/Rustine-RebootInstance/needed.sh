# Plain POSIX sh: the system's own tools only, so that it runs under Rustine's agent and under Amazon's.
LC_ALL=C
export LC_ALL
unset LANGUAGE
PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077

has() { command -v "$1" >/dev/null 2>&1; }

# Whether the system itself says that it waits for a reboot, with what it goes by: "true (...)", "false (...)" or "unknown (...)".
reboot_needed() {
  for mark in /run/reboot-required /var/run/reboot-required /run/reboot-needed; do
    if [ -e "$mark" ]; then
      echo "true ($mark is there)"
      return
    fi
  done
  asked=
  if has needs-restarting; then
    asked=needs-restarting
    said=$(needs-restarting -r 2>&1)
    if [ $? -eq 1 ]; then
      echo "true (needs-restarting -r: $(printf '%s\n' "$said" | sed -n '/[^[:space:]]/{p;q;}' | cut -c 1-200))"
      return
    fi
  fi
  if has zypper; then
    asked='zypper needs-rebooting'
    zypper --non-interactive needs-rebooting >/dev/null 2>&1
    if [ $? -eq 102 ]; then
      echo 'true (zypper needs-rebooting)'
      return
    fi
  fi
  running=$(uname -r)
  newest=$(newest_kernel)
  if [ -n "$newest" ] && [ "$newest" != "$running" ]; then
    echo "true (kernel $newest is installed, $running is running)"
  elif [ -n "$newest" ]; then
    echo "false ($running is the newest installed kernel, and the system has marked nothing)"
  elif [ -n "$asked" ] || [ -e /usr/share/update-notifier/notify-reboot-required ]; then
    echo "false (${asked:-the system} says so)"
  else
    echo 'unknown (no kernel of the running kind is installed, and the system has marked nothing)'
  fi
}

# The newest installed kernel of the running flavour, by the package database; nothing when the running one is not in it.
newest_kernel() {
  if has dpkg-query; then
    flavour=${running##*-}
    dpkg-query -W -f '${db:Status-Abbrev}\t${Package}\t${Version}\n' 'linux-image-[0-9]*' 'linux-image-unsigned-[0-9]*' 2>/dev/null |
      sed -n 's/^ii *	linux-image-\(unsigned-\)\{0,1\}//p' | {
        best="" best_version="" found=""
        while read -r name version; do
          [ "${name##*-}" = "$flavour" ] || continue
          [ "$name" != "$running" ] || found=yes
          if [ -z "$best" ] || dpkg --compare-versions "$version" gt "$best_version"; then best=$name best_version=$version; fi
        done
        [ -z "$found" ] || printf '%s\n' "$best"
      }
  elif has rpm; then
    for package in kernel-core kernel; do
      # --last puts what was installed last first.
      installed=$(rpm -q --last "$package" 2>/dev/null | sed -n "s/^$package-\([^[:space:]]*\).*/\1/p")
      if printf '%s\n' "$installed" | grep -qxF "$running"; then
        printf '%s\n' "$installed" | sed 1q
        return
      fi
    done
  fi
}
