# Reads the CVE ids of whole changelogs, once for each source version; the reader takes the difference of the sets.
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

# apt's way of naming a binary: the native architecture and "all" go without a qualifier.
qualified() {
  case $2 in "$native" | all) printf '%s' "$1" ;; *) printf '%s:%s' "$1" "$2" ;; esac
}

# One line a known version: name, version, architecture, source package, source version and where from. A
# binary rebuilt without a change of source (binNMU) names its source version in brackets.
list_known_versions() {
  dpkg-query --admindir="$work_dir/dpkg" -W -f '${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n' |
    awk -F "$tab" -v OFS="$tab" 'substr($1, 2, 1) !~ /[nc]/ && $3 != "" { print $2, $3, $4, $5, $6, "here" }'
  awk 'NF' "$items" | while IFS="$tab" read -r _ name arch _; do qualified "$name" "$arch"; echo; done | sort -u |
    xargs apt-cache -c "$apt_conf" show 2>/dev/null | awk -v OFS="$tab" '
    function finish() {
      if (package != "") print package, version, architecture, source == "" ? package : source, source_version == "" ? version : source_version, "index"
      package = version = architecture = source = source_version = ""
    }
    $1 == "Package:" { package = $2 }
    $1 == "Version:" { version = $2 }
    $1 == "Architecture:" { architecture = $2 }
    $1 == "Source:" { source = $2; if ($3 != "") { source_version = $3; gsub(/[()]/, "", source_version) } }
    $0 == "" { finish() }
    END { finish() }'
}

# source_of NAME ARCH VERSION: source package, source version and where it is known from (here before index).
source_of() {
  awk -F "$tab" -v OFS="$tab" -v name="$1" -v arch="$2" -v version="$3" '
    $1 == name && $2 == version && ($3 == arch || $3 == "all" || arch == "all") { print $4, $5, $6; exit }' "$work_dir/known"
}

# print_changelogs FOLDER ARCH: a binNMU's own part and the source's; native packages have no Debian part. Half a
# changelog would pass for a version with fewer CVEs: gzip says when its input or its output was cut off.
print_changelogs() {
  for kind in "changelog.Debian.$2.gz" changelog.Debian.gz changelog.gz changelog.Debian changelog; do
    file=$1/$kind
    [ -f "$file" ] && [ -r "$file" ] || continue
    case $kind in *.gz) gzip -dc "$file" ;; *) cat "$file" ;; esac || return 1
    case $kind in changelog.Debian.gz | changelog.gz | changelog.Debian | changelog) return 0 ;; esac
  done 2>/dev/null
  return 1
}

# fetch_package NAME ARCH VERSION: brings the package, and the next of the plan with it: most of a download's time is
# apt reading its indexes. A batch that cannot be had whole is asked for one by one.
fetch_package() {
  wanted=$(qualified "$1" "$2")=$3
  deb=
  if ! grep -qxF -- "$wanted" "$work_dir/fetched"; then
    batch=$(awk -v wanted="$wanted" '$0 == wanted { on = 1 } on && n++ < 15' "$work_dir/plan")
    if [ -n "$batch" ]; then
      printf '%s\n' "$batch" >>"$work_dir/fetched"
      (cd "$debs" && printf '%s\n' "$batch" | xargs apt-get -c "$apt_conf" -q download) >/dev/null 2>&1
    fi
  fi
  find_deb "$1" "$3" && return 0
  download_reason=$(cd "$debs" && apt-get -c "$apt_conf" -q download "$wanted" 2>&1) && find_deb "$1" "$3" && return 0
  case $download_reason in *'No space left on device'*) printf '%s' "$download_reason" >"$work_dir/disk-full" ;; esac
  first_line "$(printf '%s\n' "$download_reason" | grep '^[EW]:')" >"$work_dir/why"
  return 1
}

# apt writes the colon of an epoch as %3a in the name of the file; from a local folder it keeps the name, without epoch.
find_deb() {
  for deb in "$debs/$1_$(printf '%s' "$2" | sed 's/:/%3a/g')"_*.deb "$debs/$1_${2#*:}"_*.deb; do [ -f "$deb" ] && return 0; done
  return 1
}

# read_package NAME ARCH VERSION DEPTH: prints the changelog in the package. Packages of one source may link their
# documentation to one another (openjdk-17-jdk to jre to jre-headless): then the other one is read, some links deep.
read_package() {
  fetch_package "$1" "$2" "$3" || return 1
  rm -rf "$work_dir/unpacked"
  mkdir "$work_dir/unpacked" || return 1
  unpack_reason=$(dpkg-deb --fsys-tarfile "$deb" | tar -xf - -C "$work_dir/unpacked" ./usr/share/doc 2>&1)
  case $unpack_reason in *'No space left on device'*) printf '%s' "$unpack_reason" >"$work_dir/disk-full" ;; esac
  rm -f "$deb"
  documentation=$work_dir/unpacked/usr/share/doc/$1
  if [ -L "$documentation" ]; then
    linked=$(ls -l "$documentation" | sed 's!.* -> \(.*/\)\{0,1\}!!')
    if [ "$4" -ge 5 ]; then echo 'its documentation links to another package too many times' >"$work_dir/why"; return 1; fi
    linked_version=$(same_source_version "$linked" "$2" "$source$tab$source_version")
    if [ -z "$linked_version" ]; then echo "its documentation is in $linked, which the indexes do not have" >"$work_dir/why"; return 1; fi
    read_package "$linked" "$2" "$linked_version" $(($4 + 1))
    return
  fi
  if ! print_changelogs "$documentation" "$2"; then
    echo 'the package holds no changelog that can be read' >"$work_dir/why"
    return 1
  fi
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
awk 'NF' "$items" | sort -u >"$work_dir/ordered"
reason=$(list_known_versions 2>&1 >"$work_dir/known") || fail_because 'the known versions cannot be listed' "$reason" WRITE_FAILED
# What is to be downloaded: one package for each source version, unless the machine has that version's documentation.
: >"$work_dir/fetched"
while IFS="$tab" read -r _ name arch version; do
  found=$(source_of "$name" "$arch" "$version")
  case $found in *"${tab}index") printf '%s\t%s=%s\n' "$found" "$(qualified "$name" "$arch")" "$version" ;; esac
done <"$work_dir/ordered" | awk -F "$tab" '!seen[$1, $2]++ { print $4 }' >"$work_dir/plan"
while IFS="$tab" read -r origin name arch version; do
  done_count=$((done_count + 1))
  found=$(source_of "$name" "$arch" "$version")
  source=$(printf '%s' "$found" | cut -f 1)
  source_version=$(printf '%s' "$found" | cut -f 2)
  known_from=$(printf '%s' "$found" | cut -f 3)
  rm -f "$work_dir/why"
  message=
  method=CHANGELOG
  if [ -z "$source" ] && [ "$origin" = installed ]; then
    # Nothing here knows this version; a source of the same name in the indexes still allows the cut.
    source=$(awk -F "$tab" -v name="$name" '$1 == name { print $4; exit }' "$work_dir/known")
    source_version=${version%+b[0-9]*}
  fi
  source=${source:-$name}
  source_version=${source_version:-$version}
  text=$work_dir/text/${source}_$source_version
  if [ ! -s "$text" ]; then
    : >"$text"
    if [ "$known_from" = here ]; then print_changelogs "/usr/share/doc/$name" "$arch" >"$text" || : >"$text"; fi
    if [ ! -s "$text" ]; then
      if [ -n "$found" ]; then read_package "$name" "$arch" "$version" 1 >"$text" </dev/null || : >"$text"
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
