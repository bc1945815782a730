# Who holds one of $lock_files. They can be read by root alone, but the kernel's table of locks is open to all: it names
# the inode and the process. Where /proc/PID/fd may be read it must show the file, since inodes repeat across file systems.
kernel_lock_holder() {
  for lock in $lock_files; do
    inode=$(stat -c %i "$lock" 2>/dev/null) || continue
    for pid in $(awk -v inode="$inode" '$4 == "WRITE" && $2 != "->" { n = split($6, part, ":"); if (part[n] == inode) print $5 }' /proc/locks 2>/dev/null); do
      if [ -r "/proc/$pid/fd" ] && ls "/proc/$pid/fd" >/dev/null 2>&1; then
        ls -l "/proc/$pid/fd" 2>/dev/null | grep -qF -- "-> $lock" || continue
      fi
      name_holder "$pid" "$lock"
      return 0
    done
  done
  return 1
}

name_holder() {
  name=$(cat "/proc/$1/comm" 2>/dev/null)
  printf 'process %s (%s) holds %s' "$1" "${name:-name not visible}" "$2"
}

wait_for_locks() {
  waited=0
  while holder=$(lock_holder); do
    [ "$waited" -lt "$lock_wait_seconds" ] || fail LOCK_HELD "the package manager is busy: $holder; waited $waited seconds"
    [ "$waited" -gt 0 ] || printf 'Waiting for the package manager: %s\n' "$holder"
    sleep 1
    waited=$((waited + 1))
  done
}
