# Reads the CVE ids of whole changelogs, once for each source version; the reader takes the difference of the sets.
rm -f "$report_dir"/.changelog-cves.csv.tmp "$report_dir"/.changelog-cves.csv.tmp.utf8
write_apt_conf
echo 'Refreshing the package indexes…'
seed_lists
refresh_indexes
snapshot_database

items=$work_dir/items
printf '%s' "$packages_json" | tr -d '[]" \n' | tr ',' '\n' | tr '|' '\t' >"$items"
printf '\n' >>"$items"
debs=$work_dir/debs
reason=$(mkdir "$debs" "$work_dir/candidates" "$work_dir/text" 2>&1) || fail_because 'a folder for packages cannot be made' "$reason" WRITE_FAILED
native=$(dpkg --print-architecture)

# apt's way of naming a binary: the native architecture and "all" go without a qualifier.
qualified() {
  case $2 in "$native" | all) printf '%s' "$1" ;; *) printf '%s:%s' "$1" "$2" ;; esac
}

# source_of NAME ARCH VERSION: source package, source version and architecture of the file, tab-separated. A binary
# rebuilt without a change of source (binNMU) names its source version in brackets.
source_of() {
  installed_source=$(dpkg-query --admindir="$work_dir/dpkg" -W -f '${db:Status-Abbrev}\t${Version}\t${source:Package}\t${source:Version}\t${Architecture}\n' "$(qualified "$1" "$2")" 2>/dev/null |
    awk -F "$tab" -v OFS="$tab" -v version="$3" '$2 == version && substr($1, 2, 1) !~ /[nc]/ { print $3, $4, $5; exit }')
  if [ -n "$installed_source" ]; then printf '%s' "$installed_source"; return; fi
  apt-cache -c "$apt_conf" show "$(qualified "$1" "$2")=$3" 2>/dev/null | awk -v OFS="$tab" '
    $0 == "" { exit }
    $1 == "Package:" { package = $2 }
    $1 == "Version:" { version = $2 }
    $1 == "Architecture:" { architecture = $2 }
    $1 == "Source:" { source = $2; if ($3 != "") { source_version = $3; gsub(/[()]/, "", source_version) } }
    END { if (package != "") print source == "" ? package : source, source_version == "" ? version : source_version, architecture }'
}

is_installed() {
  dpkg-query --admindir="$work_dir/dpkg" -W -f '${db:Status-Abbrev}\t${Version}\n' "$(qualified "$1" "$2")" 2>/dev/null |
    awk -F "$tab" -v version="$3" '$2 == version && substr($1, 2, 1) !~ /[nc]/ { found = 1 } END { exit !found }'
}

# read_documentation NAME ARCH: the changelog in the machine's own documentation; native packages have no Debian part.
read_documentation() {
  for kind in "changelog.Debian.$2.gz" changelog.Debian.gz changelog.gz changelog.Debian changelog; do
    file=/usr/share/doc/$1/$kind
    [ -f "$file" ] && [ -r "$file" ] || continue
    case $kind in *.gz) gzip -dc "$file" ;; *) cat "$file" ;; esac || return 1
    case $kind in changelog.Debian.gz | changelog.gz | changelog.Debian | changelog) break ;; esac
  done 2>/dev/null
}

# read_package NAME ARCH VERSION DEPTH: downloads the package and prints the changelog in it. Packages of one source may
# link their documentation to one another: then the other one is read, once.
read_package() {
  rm -f "$debs"/*.deb
  download_reason=$(cd "$debs" && apt-get -c "$apt_conf" -q download "$(qualified "$1" "$2")=$3" 2>&1) || {
    case $download_reason in *'No space left on device'*) printf '%s' "$download_reason" >"$work_dir/disk-full" ;; esac
    printf '%s' "$(first_line "$(printf '%s\n' "$download_reason" | grep '^[EW]:')")" >"$work_dir/why"
    return 1
  }
  for deb in "$debs"/*.deb; do break; done
  names=$(dpkg-deb --fsys-tarfile "$deb" 2>/dev/null | tar -tvf - 2>/dev/null | awk -v doc="./usr/share/doc/$1" '
    { for (at = 6; at <= NF; at++) if (index($at, doc) == 1) { if ($at == doc && $(at + 1) == "->") print "link " $(at + 2); else print "file " $at; break } }')
  linked=$(printf '%s\n' "$names" | sed -n 's!^link \(.*/\)\{0,1\}\([^/]*\)$!\2!p')
  if [ -n "$linked" ]; then
    if [ "$4" = again ]; then echo 'its documentation is a link to a link' >"$work_dir/why"; return 1; fi
    linked_version=$(same_source_version "$linked" "$2" "$(source_of "$1" "$2" "$3" | cut -f 1,2)")
    if [ -z "$linked_version" ]; then echo "its documentation is in $linked, which the indexes do not have" >"$work_dir/why"; return 1; fi
    read_package "$linked" "$2" "$linked_version" again
    return
  fi
  printf '%s\n' "$names" | sed -n 's!^file \(.*/changelog\(\.Debian\)\{0,1\}\(\.[a-z0-9-]*\)\{0,1\}\(\.gz\)\{0,1\}\)$!\1!p' |
    awk '/changelog\.Debian/ { debian = 1 } { all[++n] = $0 } END { for (i = 1; i <= n; i++) if (!debian || all[i] ~ /changelog\.Debian/) print all[i] }' >"$work_dir/members"
  if [ ! -s "$work_dir/members" ]; then echo 'the package holds no changelog' >"$work_dir/why"; return 1; fi
  while read -r member; do
    # Half a changelog would pass for a version with fewer CVEs; gzip says when its input or output was cut off.
    dpkg-deb --fsys-tarfile "$deb" | tar -xOf - "$member" | case $member in *.gz) gzip -dc ;; *) cat ;; esac || {
      echo 'the changelog in the package cannot be unpacked' >"$work_dir/why"
      return 1
    }
  done <"$work_dir/members" 2>/dev/null
  rm -f "$deb"
}

# same_source_version NAME ARCH "SOURCE<tab>VERSION": the version of that binary that comes from the same source version.
same_source_version() {
  apt-cache -c "$apt_conf" show "$(qualified "$1" "$2")" 2>/dev/null | awk -v wanted="$3" -v tab="$tab" '
    function finish() { if (package != "" && (source == "" ? package : source) tab (source_version == "" ? version : source_version) == wanted) { print version; found = 1; exit } package = version = source = source_version = "" }
    $1 == "Package:" { package = $2 }
    $1 == "Version:" { version = $2 }
    $1 == "Source:" { source = $2; source_version = $3; gsub(/[()]/, "", source_version) }
    $0 == "" { finish() }
    END { if (!found) finish() }'
}

# cut_below VERSION: of the changelog on stdin, the entries of that version and older ones.
cut_below() {
  below=
  while IFS= read -r line; do
    if [ -z "$below" ]; then
      entry=$(printf '%s\n' "$line" | sed -n 's/^[a-z0-9][a-z0-9+.-]* (\([^)]*\)).*;.*/\1/p')
      [ -n "$entry" ] && dpkg --compare-versions "$entry" le "$1" && below=yes
    fi
    [ -z "$below" ] || printf '%s\n' "$line"
  done
}

# Candidates come first: an installed version whose own changelog is gone is cut out of its candidate's.
total=$(awk 'NF' "$items" | awk 'END { print NR }')
[ "$total" -gt 0 ] || fail EMPTY_ANSWER 'no package was asked for'
printf 'Reading the changelogs of %s package versions…\n' "$total"
: >"$work_dir/rows"
done_count=0
awk 'NF' "$items" | sort -u | sort -s -k 1,1 >"$work_dir/ordered"
while IFS="$tab" read -r origin name arch version; do
  done_count=$((done_count + 1))
  found=$(source_of "$name" "$arch" "$version")
  source=$(printf '%s' "$found" | cut -f 1)
  source_version=$(printf '%s' "$found" | cut -f 2)
  rm -f "$work_dir/why"
  message=
  method=CHANGELOG
  if [ -z "$source" ] && [ "$origin" = installed ]; then
    # Nothing here knows this version; a source of the same name in the indexes still allows the cut.
    source=$(apt-cache -c "$apt_conf" show "$(qualified "$name" "$arch")" 2>/dev/null | awk '$1 == "Source:" { print $2; exit }')
    source_version=${version%+b[0-9]*}
  fi
  source=${source:-$name}
  source_version=${source_version:-$version}
  text=$work_dir/text/${source}_$source_version
  if [ ! -s "$text" ]; then
    : >"$text"
    if is_installed "$name" "$arch" "$version"; then read_documentation "$name" "$arch" >"$text" || : >"$text"; fi
    if [ ! -s "$text" ]; then
      if [ -n "$found" ]; then read_package "$name" "$arch" "$version" first >"$text" </dev/null || : >"$text"
      else echo 'neither installed here nor in the package indexes' >"$work_dir/why"; fi
    fi
    [ ! -f "$work_dir/disk-full" ] || fail_because 'a package cannot be downloaded' "$(grep 'No space left' "$work_dir/disk-full")"
  fi
  if [ ! -s "$text" ]; then
    message=$(cat "$work_dir/why" 2>/dev/null)
    rm -f "$text"
    method=UNREADABLE
    newer=$(cat "$work_dir/candidates/$source" 2>/dev/null)
    if [ "$origin" = installed ] && [ -n "$newer" ] && dpkg --compare-versions "$newer" ge "$source_version"; then
      text=$work_dir/text/cut
      cut_below "$source_version" <"$work_dir/text/${source}_$newer" >"$text" || : >"$text"
      [ ! -s "$text" ] || method=CUT
    fi
  fi
  cves=
  if [ "$method" != UNREADABLE ]; then
    cves=$(grep -aoE 'CVE-[0-9]{4}-[0-9]{4,}' "$text" | sort -u | tr '\n' ' ')
    [ "$method" = CHANGELOG ] || rm -f "$text"
    [ "$origin" = installed ] || printf '%s' "$source_version" >"$work_dir/candidates/$source"
  else
    message="the changelog cannot be read: ${message:-no reason given}"
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$arch" "$version" "$source" "$source_version" \
    "$(printf '%s' "$origin" | tr '[:lower:]' '[:upper:]')" "$method" "${cves% }" "$message" >>"$work_dir/rows" ||
    fail DISK_FULL 'the answers cannot be written'
  [ $((done_count % 10)) -ne 0 ] || printf 'Read %s of %s\n' "$done_count" "$total"
done <"$work_dir/ordered"

write_report changelog-cves '
  BEGIN { header("name,architecture,version,source_package,source_version,origin,method,cves,message") }
  { printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\r\n", start_record(), csv($1), csv($2), csv($3), csv($4), csv($5), $6, $7, csv($8), csv($9) }' "$work_dir/rows"
printf '%s changelogs read, %s cannot be\n' "$(grep -vc "${tab}UNREADABLE$tab" "$work_dir/rows")" "$(grep -c "${tab}UNREADABLE$tab" "$work_dir/rows")"
