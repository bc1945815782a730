rebooted=
if [ -s "$run_dir/phase" ]; then
  read -r phase asked_boot times <"$run_dir/phase"
  if [ "$phase" = reboot ] && [ "$asked_boot" = "$boot_id" ]; then
    [ "$times" -lt 3 ] || fail REBOOT_NOT_DONE 'a reboot was asked for three times, and this is still the same start of the machine'
    echo 'The reboot that this run asked for has not happened yet.'
    printf 'reboot %s %s\n' "$boot_id" $((times + 1)) | remember phase
    exit 194
  fi
  rebooted=yes
  printf 'The machine was rebooted as asked: boot %s, before %s\n' "$boot_id" "$asked_boot"
fi

prepare_sources
echo 'Refreshing the package indexes…'
if [ -n "$dry_run" ]; then refresh_sources; else refresh_for_changes; fi

echo 'Reading the package database…'
read_installed
# A run that was killed or rebooted in its middle began earlier.
[ -s "$run_dir/before" ] || remember before <packages
write_installed_report updates-before "$run_dir/before"
[ -n "$dry_run" ] || [ -n "$rebooted" ] || repair_interrupted
read_updates
[ -s "$run_dir/updates" ] || remember updates <updates
write_inventory_report
write_available_report

if [ -n "$rebooted" ]; then
  cp "$run_dir/changes" changes
else
  make_plan
  read_figures
  print_plan
  if [ -n "$dry_run" ]; then
    print_counts
    printf 'rustine: reboot-required %s\n' "$(reboot_required)"
    exit 0
  fi
  # A run that was killed half way finds a part of its plan done; what is left must be a part of the same plan.
  if [ -n "$plan_hash" ] && [ "$plan_sum" != "$plan_hash" ]; then
    known=
    [ ! -s "$run_dir/plan" ] || [ "$(sha256sum <"$run_dir/plan" | cut -c 1-64)" != "$plan_hash" ] || known=yes
    [ -n "$known" ] && awk 'FNR == NR { planned[$2, $5] = 1; next } FNR > 2 && !(($2, $5) in planned) { exit 1 }' "$run_dir/plan" plan ||
      fail PLAN_CHANGED "the plan is now $plan_sum, not $plan_hash; nothing was installed"
  fi
  [ -s "$run_dir/plan" ] || remember plan <plan
  : >>"$run_dir/changes"
  awk -F "$tab" 'FNR == NR { now[$2] = 1; print; next } !($2 in now)' changes "$run_dir/changes" | remember changes
  check_space
  cp "$run_dir/changes" changes
  if [ -s changes ]; then apply_changes; else echo 'There is nothing to do.'; fi
fi

echo 'Reading the package database again…'
R_AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)
read_installed
read_updates
find_differences
check_evidence
write_installed_report updates-after packages
write_change_reports
write_inventory_report
write_available_report
print_counts
printf '%s changes made, %s failed\n' "$(awk 'END { print NR }' differences)" "$(awk 'END { print NR }' failures)"
failed_units=
[ ! -s differences ] || restart_affected
reboot=$(reboot_evidence)
printf 'rustine: reboot-required %s\n' "$reboot"

if [ -s failures ]; then
  codes=$(cut -f 5 failures | sort -u)
  case $codes in *DISK_FULL*) codes=DISK_FULL ;; *' '* | *'
'*) codes=UPDATES_FAILED ;; esac
  fail "$codes" "$(awk -F "$tab" '{ printf "%s%s%s (%s: %s)", (n++ ? "; " : ""), $1, $3 == "" ? "" : " " $3, $5, substr($6, 1, 200) }' failures)"
fi
[ -z "$failed_units" ] || fail SERVICE_RESTART_FAILED "everything is installed, but not restarted: $failed_units"
case $reboot_option:${rebooted:-no}:$reboot in
  Always:no:* | IfNeeded:no:true*)
    printf 'reboot %s 1\n' "$boot_id" | remember phase
    echo 'Asking for a reboot.'
    exit 194
    ;;
esac
