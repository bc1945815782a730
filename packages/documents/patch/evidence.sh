# differences: name, architecture, action, old version, new version, update type, severity, advisories, CVEs; from the
# first scan and the last. Kernels stand beside one another: a version that came replaced another only if that is gone.
find_differences() {
  awk -F "$tab" -v OFS="$tab" '
    FILENAME ~ /before$/ { old[$2, $4, $3] = 1; before[$2 FS $4]++; last[$2 FS $4] = $3; seen[$2 FS $4 FS $3] = 1; next }
    FILENAME == "packages" { new[$2, $4, $3] = 1; after[$2 FS $4]++; seen[$2 FS $4 FS $3] = 1; next }
    FILENAME == "changes" { split($2, part, ":"); type[part[1], $5] = $6; next }
    { split($1, part, ":"); if (!((part[1], $3) in type)) type[part[1], $3] = $4; more[part[1], $3] = $8 OFS $9 OFS $10 }
    END {
      for (row in seen) {
        split(row, cell, FS); key = cell[1] FS cell[2]
        was = (cell[1], cell[2], cell[3]) in old; is = (cell[1], cell[2], cell[3]) in new
        if (was == is) continue
        alone = before[key] == 1 && after[key] == 1
        if (was && alone) continue
        from = was ? cell[3] : alone ? last[key] : "-"; to = is ? cell[3] : "-"
        kind = type[cell[1], to]
        rest = (cell[1], to) in more ? more[cell[1], to] : OFS OFS
        print cell[1], cell[2], from == "-" ? "INSTALL" : to == "-" ? "REMOVE" : "UPGRADE", from, to, (kind == "" ? "OTHER" : kind) OFS rest
      }
    }' "$run_dir/before" packages changes "$run_dir/updates" | sort |
    while IFS= read -r line; do
      case $line in
        *"${tab}UPGRADE$tab"*)
          # shellcheck disable=SC2046
          set -- $(printf '%s\n' "$line" | cut -f 4-5)
          ! is_newer "$1" "$2" || line=$(printf '%s\n' "$line" | sed "s/${tab}UPGRADE$tab/${tab}DOWNGRADE$tab/")
          ;;
      esac
      printf '%s\n' "$line"
    done >differences
}

# What was planned and is not there has failed, whatever the package manager's exit code says.
check_evidence() {
  list_open
  note_rest NOT_INSTALLED 'the package manager reported no fault, but its database does not show the change'
  beyond=$(awk -F "$tab" '
    FILENAME == "changes" { split($2, part, ":"); planned[part[1], $5] = 1; next }
    !(($1, $5) in planned) { printf "%s%s %s -> %s", (n++ ? ", " : ""), $1, $4, $5 }' changes differences)
  [ -z "$beyond" ] || warn "changed during this run, but not by its plan: $beyond"
}

write_change_reports() {
  write_report new-updates '
    BEGIN { header("name,architecture,action,old_version,new_version,update_type,severity,advisory,cves") }
    { printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\r\n", start_record(), csv($1), csv($2), $3, $4 == "-" ? "" : csv($4), $5 == "-" ? "" : csv($5), $6, csv($7), csv($8), csv($9) }' differences
  write_report failed-updates '
    BEGIN { header("name,architecture,target_version,update_type,error_code,error_message") }
    { name = $1; sub(/:.*/, "", name); printf "%s,%s,%s,%s,%s,%s,%s\r\n", start_record(), csv(name), csv($2), csv($3), $4, $5, csv($6) }' failures
}

# The evidence of the scan, and what this run replaced since the machine was started.
reboot_evidence() {
  answer=$(reboot_required)
  replaced=
  [ -n "$rebooted" ] || replaced=$(awk -F "$tab" -v OFS="$tab" '{ print $3 == "INSTALL" ? "install" : $3 == "REMOVE" ? "remove" : "upgrade", $1, $2, $4, $5 }' differences >replaced && reboot_names replaced | tr '\n' ',' | sed 's/,$//; s/,/, /g')
  case $answer in
    true*) printf '%s\n' "$answer" ;;
    *) if [ -n "$replaced" ]; then printf 'true (replaced in this run: %s)\n' "$replaced"; else printf '%s\n' "$answer"; fi ;;
  esac
}
