# What the package managers have in common. packages: key, name, version, architecture, source, bytes, publisher,
# installed at (epoch), state. updates: key, installed, candidate, update type, repository, architecture, bytes, severity,
# advisories, CVEs. A key is the name, followed by ":architecture" where that is neither the machine's own nor any.

# write_installed_report KIND FILE: `source` here is the source package, which security trackers go by.
write_installed_report() {
  write_report "$1" '
    BEGIN { header("name,version,architecture,source,installed_at") }
    { printf "%s,%s,%s,%s,%s,%s\r\n", start_record(), csv($2), csv($3), csv($4), csv($5), rfc3339($8) }' "$2"
}

# `source` here is the package system the software came by; the publisher is who made or maintains the package.
write_inventory_report() {
  R_FORMAT=$package_format
  export R_FORMAT
  write_report software-inventory '
    BEGIN { header("name,version,architecture,publisher,source,installed_at,size_bytes") }
    { printf "%s,%s,%s,%s,%s,%s,%s,%s\r\n", start_record(), csv($2), csv($3), csv($4), csv($7), ENVIRON["R_FORMAT"], rfc3339($8), $6 }' packages
}

# reboot_suggested: what every process or the machine itself keeps in memory until it starts anew.
write_available_report() {
  R_REBOOT="$kernel_pattern|$reboot_pattern"
  export R_REBOOT
  write_report available-updates '
    BEGIN { header("name,architecture,installed_version,available_version,update_type,severity,advisory,cves,repository,size_bytes,reboot_suggested") }
    {
      name = $1; sub(/:.*/, "", name)
      printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\r\n", start_record(), csv(name), csv($6), csv($2), csv($3), $4, csv($8), csv($9), csv($10), csv($5), $7, ($11 == "true" || name ~ ENVIRON["R_REBOOT"]) ? "true" : "false"
    }' updates
}

print_counts() {
  printf '%s packages installed\n' "$installed_count"
  awk -F "$tab" '$4 == "SECURITY" { n++ } END { printf "%d updates available, %d of them security\n", NR, n }' updates
  warn_of_sources
}
