list_items() {
  printf '%s\n' "$1" | tr -d '[]"' | tr ',' '\n' | sed '/^$/d'
}
dry_run=
verb=install
case $operation in
  DryRun) dry_run=yes ;;
  DryRunRemove) dry_run=yes verb=remove ;;
  Remove) verb=remove ;;
esac
list_items "$include" >include
list_items "$exclude" >exclude
list_items "$packages" >asked
list_items "$known_severities" >known-severities
list_items "$only_versions" | tr '=' '\t' | sed "s/:\($native\|all\|noarch\)$tab/$tab/" >only
if [ "$verb" = remove ] && [ ! -s asked ]; then fail NOTHING_ASKED 'Packages must name what to remove'; fi
if [ -s only ] && { [ "$verb" = remove ] || [ -s asked ]; }; then
  fail ONLY_FOR_UPDATES 'OnlyVersions is for updates; Packages has versions of its own'
fi
[ "$severities" != '[]' ] || severities=
if [ -n "$severities" ] && [ "$package_format" = deb ] && [ ! -s known-severities ]; then
  fail SEVERITY_UNKNOWN 'apt repositories carry no severities: name them in KnownSeverities, or choose by UpdateTypes; nothing was installed'
fi
[ -n "$dry_run" ] || [ "$(id -u)" -eq 0 ] || fail NOT_ROOT 'packages can be changed by root alone'
# Whose name matches one of the globs in the file.
matches() {
  while IFS= read -r glob; do
    # shellcheck disable=SC2254
    case ${1%%:*} in $glob) return 0 ;; esac
  done <"$2"
  return 1
}
: >failures

# note_failure NAME ARCHITECTURE TARGET TYPE CODE MESSAGE: the first word about a package is its cause, later ones follow from it.
note_failure() {
  awk -F "$tab" -v name="$1" '$1 == name { found = 1 } END { exit !found }' failures && return 0
  case $3 in -* | '*') set -- "$1" "$2" '' "$4" "$5" "$6" ;; esac
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "${2#-}" "$3" "$4" "$5" "$(printf '%s' "$6" | tr '\t\n\r' '   ' | sed 's/ *$//' | cut -c 1-2000)" >>failures
}

# What must outlive a reboot or a kill is kept per invocation: the first scan, the plan, and whether a reboot was asked.
boot_id=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
run_dir=$work_dir/run
if [ "$invocation_id" != by-hand ] && [ -z "$dry_run" ]; then
  find "$state_dir" -maxdepth 1 -name 'patch.*' -mtime +14 -exec rm -rf {} + 2>/dev/null
  run_dir=$state_dir/patch.$(printf '%s' "$invocation_id" | tr -c 'A-Za-z0-9_-' _)
fi
reason=$(mkdir -p "$run_dir" 2>&1) || fail_because 'a folder for the state cannot be made' "$reason" NO_STATE_DIR
# remember NAME < CONTENT: whole or not at all.
remember() {
  reason=$({ cat >"$run_dir/.$1" && mv -f "$run_dir/.$1" "$run_dir/$1"; } 2>&1) || fail_because 'the state cannot be kept' "$reason" WRITE_FAILED
}
