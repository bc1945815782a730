# The first line on stderr is stable, so that a program can tell the causes apart: "rustine: error: CODE: text".
fail() {
  printf 'rustine: error: %s: %s\n' "$1" "$2" >&2
  exit 1
}

boot_id=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
[ -n "$boot_id" ] || fail NO_BOOT_ID 'this system tells no boot id, so a reboot could not be proved'
# Amazon's agent has no folder for us; what the run must remember across the reboot needs one that outlives it.
state_dir=${RUSTINE_STATE_DIR:-/var/lib/rustine-documents}
invocation_id=${RUSTINE_INVOCATION_ID:-${SSM_COMMAND_ID:-by-hand}}
mark=$state_dir/reboot.$(printf '%s' "$invocation_id" | tr -c 'A-Za-z0-9_-' _)
reason=$(mkdir -p "$state_dir" 2>&1) || fail NO_STATE_DIR "a folder for the state cannot be made: $reason"
find "$state_dir" -maxdepth 1 -name 'reboot.*' -mtime +14 -exec rm -f {} + 2>/dev/null

# Whole or not at all, and on the disk before the machine goes down.
remember() {
  reason=$({ printf '%s %s\n' "$boot_id" "$1" >"$mark.new" && mv -f "$mark.new" "$mark"; } 2>&1) ||
    fail WRITE_FAILED "the state cannot be kept: $reason"
  sync
}

ask() {
  echo 'Asking for a reboot.'
  exit 194
}

if [ -s "$mark" ]; then
  read -r asked_boot times <"$mark"
  if [ "$asked_boot" != "$boot_id" ]; then
    printf 'The machine was rebooted: it was in boot %s and is now in boot %s, up since %s.\n' "$asked_boot" "$boot_id" \
      "$(uptime -s 2>/dev/null || echo 'an unknown time')"
    printf 'It runs kernel %s.\n' "$(uname -r)"
    printf 'rustine: reboot-required %s\n' "$(reboot_needed)"
    rm -f "$mark"
    exit 0
  fi
  # The agent died before it noted that a reboot was asked for, or it does not reboot.
  [ "$times" -lt 3 ] || fail REBOOT_NOT_DONE "a reboot was asked for $times times, and the machine is still in boot $boot_id"
  printf 'The reboot that this run asked for has not happened: the machine is still in boot %s.\n' "$boot_id"
  remember $((times + 1))
  ask
fi

needed=$(reboot_needed)
printf 'rustine: reboot-required %s\n' "$needed"
printf 'The machine is in boot %s and runs kernel %s.\n' "$boot_id" "$(uname -r)"
case $reboot_option:$needed in
  Always:*) ;;
  IfNeeded:true*) ;;
  *)
    echo 'No reboot is asked for, because none is needed.'
    exit 0
    ;;
esac

if [ -n "$message" ] && has wall; then wall "$message" 2>/dev/null; fi
if [ "$delay_seconds" -gt 0 ]; then
  printf 'Waiting %s seconds.\n' "$delay_seconds"
  sleep "$delay_seconds"
fi
remember 1
ask
