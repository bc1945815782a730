# packages: binary:Package, Package, Version, Architecture, source, KiB, maintainer, installed at (epoch), state.
read_installed() {
  snapshot_database
  ls "$admin_dir/updates" 2>/dev/null | grep -q '^[0-9]*$' &&
    warn 'the package manager was interrupted before; run "dpkg --configure -a", the list may lack its last changes'
  # Control characters part the fields: a maintainer's name may hold anything that is printed, and even a line break.
  field=$(printf '\001')
  record=$(printf '\002')
  format="\${db:Status-Abbrev}$field\${binary:Package}$field\${Package}$field\${Version}$field\${Architecture}$field\${source:Package}$field\${Installed-Size}$field\${Maintainer}$record"
  reason=$(dpkg-query --admindir="$work_dir/dpkg" -W -f "$format" 2>&1 >packages.raw) ||
    fail_because 'dpkg-query failed' "$reason"
  reason=$(stat -c '%Y %n' "$admin_dir"/info/*.list 2>/dev/null | sed "s,^\([0-9]*\) .*/,\1 ,; s/\.list\$//" 2>&1 >times) ||
    fail_because 'the times of installation cannot be read' "$reason"

  # As apt sees it, a package is there unless it is not installed (n) or only its configuration is left (c).
  reason=$(awk -v field="$field" -v record="$record" -v times=times '
    BEGIN {
      while ((getline line < times) > 0) { at = index(line, " "); time[substr(line, at + 1)] = substr(line, 1, at - 1) }
      RS = record; FS = field; OFS = "\t"
    }
    substr($1, 2, 1) ~ /[nc]/ || $4 == "" { next }
    {
      gsub(/[\t\n]+ */, " ", $8)
      installed = ($2 in time) ? time[$2] : (($3 ":" $5) in time) ? time[$3 ":" $5] : time[$3]
      gsub(/ /, "", $1)
      print $2, $3, $4, $5, $6, $7 == "" ? "" : sprintf("%.0f", $7 * 1024), $8, installed, $1
    }' packages.raw 2>&1 >packages) || fail_because 'the list of packages cannot be written' "$reason"
  installed_count=$(awk 'END { print NR }' packages)
  [ "$installed_count" -gt 0 ] || fail EMPTY_ANSWER 'dpkg-query names no installed package; a system without packages is not believable'
}
