# differences: name, architecture, action, old version, new version, update type; from the first scan and the last.
find_differences() {
  awk -F "$tab" -v OFS="$tab" '
    FILENAME ~ /before$/ { old[$1] = $3; name[$1] = $2; arch[$1] = $4; next }
    FILENAME ~ /packages$/ { new[$1] = $3; name[$1] = $2; arch[$1] = $4; next }
    FILENAME ~ /changes$/ { split($2, part, ":"); type[part[1], $5] = $6; next }
    { split($1, part, ":"); if (!((part[1], $3) in type)) type[part[1], $3] = $4 }
    END {
      for (key in name) {
        from = (key in old) ? old[key] : "-"; to = (key in new) ? new[key] : "-"
        if (from == to) continue
        kind = type[name[key], to]
        print name[key], arch[key], from == "-" ? "INSTALL" : to == "-" ? "REMOVE" : "UPGRADE", from, to, kind == "" ? "OTHER" : kind
      }
    }' "$run_dir/before" "$work_dir/packages" "$work_dir/changes" "$run_dir/updates" | sort |
    while IFS="$tab" read -r name architecture action old new type; do
      if [ "$action" = UPGRADE ] && dpkg --compare-versions "$new" lt "$old"; then action=DOWNGRADE; fi
      printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$architecture" "$action" "$old" "$new" "$type"
    done >"$work_dir/differences"
}

# What was planned and is not there has failed, whatever apt's exit code says.
check_evidence() {
  list_open
  note_rest NOT_INSTALLED 'apt reported no fault, but the package database does not show the change'
  beyond=$(awk -F "$tab" '
    FILENAME ~ /changes$/ { split($2, part, ":"); planned[part[1], $5] = 1; next }
    !(($1, $5) in planned) { printf "%s%s %s -> %s", (n++ ? ", " : ""), $1, $4, $5 }' "$work_dir/changes" "$work_dir/differences")
  [ -z "$beyond" ] || warn "changed during this run, but not by its plan: $beyond"
}

write_change_reports() {
  write_report new-updates '
    BEGIN { header("name,architecture,action,old_version,new_version,update_type,severity,advisory,cves") }
    { printf "%s,%s,%s,%s,%s,%s,%s,,,\r\n", start_record(), csv($1), csv($2), $3, $4 == "-" ? "" : csv($4), $5 == "-" ? "" : csv($5), $6 }' "$work_dir/differences"
  write_report failed-updates '
    BEGIN { header("name,architecture,target_version,update_type,error_code,error_message") }
    { name = $1; sub(/:.*/, "", name); printf "%s,%s,%s,%s,%s,%s,%s\r\n", start_record(), csv(name), csv($2), csv($3), $4, $5, csv($6) }' "$work_dir/failures"
}

# The evidence of the scan, and what this run replaced since the machine was started.
reboot_evidence() {
  answer=$(reboot_required)
  replaced=
  [ -n "$rebooted" ] || replaced=$(awk -F "$tab" -v OFS="$tab" '{ print $3 == "INSTALL" ? "install" : $3 == "REMOVE" ? "remove" : "upgrade", $1, $2, $4, $5 }' "$work_dir/differences" >"$work_dir/replaced" && reboot_names "$work_dir/replaced" | tr '\n' ',' | sed 's/,$//; s/,/, /g')
  case $answer in
    true*) printf '%s\n' "$answer" ;;
    *) if [ -n "$replaced" ]; then printf 'true (replaced in this run: %s)\n' "$replaced"; else printf '%s\n' "$answer"; fi ;;
  esac
}
