# What is installed and what could be updated, as zypper says it. Indexes and downloads are in a private folder.
archives_dir=$state_dir
prepare_sources() {
  reason=$(mkdir -p "$state_dir/zypp" 2>&1) || fail_because 'the private folder of zypper cannot be made' "$reason" NO_STATE_DIR
  ZYPP_LOCK_TIMEOUT=$lock_wait_seconds
  export ZYPP_LOCK_TIMEOUT
  [ "${operation:-scan}" = Install ] || [ "${operation:-scan}" = Remove ] || {
    ZYPP_LOGFILE=$work_dir/zypper.log
    export ZYPP_LOGFILE
  }
}

# Patches that ask for a reboot are not to be passed over.
run_zypper() {
  zypper --cache-dir "$state_dir/zypp" --non-interactive --non-interactive-include-reboot-patches --no-color "$@" </dev/null
}

# A repository that cannot be read fails the run: what it would have offered is not known. An ordinary user may not
# refresh, but finds no old index where it has none.
refresh_sources() {
  wait_for_locks
  if [ "$(id -u)" -eq 0 ]; then run_zypper refresh >refresh.log 2>&1; else
    rm -rf "$state_dir/zypp"
    run_zypper list-updates >refresh.log 2>&1
  fi
  code=$?
  case $code in
    0) ;;
    6) fail NO_SOURCES 'no package source is configured, so nothing is known about updates' ;;
    7) fail LOCK_HELD "$(first_line "$(grep 'is locked by' refresh.log)")" ;;
    *)
      grep -q 'No space left on device' refresh.log && fail_because 'the package indexes cannot be refreshed' "$(grep 'No space left' refresh.log)"
      why=$(sed -n 's/^ *-* *\(\[.*|.*\].*\)/\1/p; s/^\(File .* not found on medium.*\)/\1/p; s/^\(Digest verification failed.*\)/\1/p' refresh.log | head -n 1)
      fail SOURCE_FAILED "$(first_line "$(grep -E "^(Warning: )?Skipping repository|^Repository '.*' is invalid|^Could not" refresh.log || cat refresh.log)"): ${why:-no reason given} (zypper ended with $code)"
      ;;
  esac
  grep -qi 'no repositories defined' refresh.log && fail NO_SOURCES 'no package source is configured, so nothing is known about updates'
  return 0
}

# zypper_query OUTPUT ARGUMENT...: one element a line; 100 to 103 are answers, 106 says that a repository was left out.
zypper_query() {
  output=$1
  shift
  run_zypper --xmlout --no-refresh "$@" >query.xml 2>query.log
  code=$?
  case $code in
    0 | 10[0-3]) awk '{ gsub(/></, ">\n<"); print }' query.xml >"$output" ;;
    7) fail LOCK_HELD "$(first_line "$(xml_words query.xml)")" ;;
    *) fail_because "zypper $1" "$(xml_words query.xml) (it ended with $code)" ZYPPER_FAILED ;;
  esac
}

# The words of messages and of problems in zypper's XML.
xml_words() {
  sed -n 's/.*<message type="\(error\|warning\)">\(.*\)/\2/p; /<description>Problem/,/<\/description>/p' "$1" | sed "s/<[^>]*>//g; s/&apos;/'/g; s/&quot;/\"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g" | tr -s ' \n' ' '
}

xml_awk='
function attribute(name) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  value = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
  gsub(/&apos;/, "\047", value); gsub(/&lt;/, "<", value); gsub(/&gt;/, ">", value); gsub(/&amp;/, "\\&", value)
  return value
}'

# Locked packages are updates too. A patch conflicts with the versions that it replaces: that names its packages.
read_updates() {
  zypper_query updates.lines list-updates --all
  zypper_query locks.lines locks
  zypper_query patches.lines list-patches
  awk -v OFS="$tab" "$xml_awk"'
    /^<update kind="package"/ { row = attribute("name") OFS attribute("arch") OFS attribute("edition") }
    /^<source / && row != "" { print row, attribute("alias"), "", ""; row = "" }' updates.lines >offered
  awk '/^<lock /{ name = "" } /^<name>/ { gsub(/<[^>]*>/, ""); name = $0; next } /^<type>/ { other = $0 !~ /package/ } /^<\/lock>/ { if (name != "" && !other) print name; other = 0 }' locks.lines >locked
  awk -v OFS="$tab" "$xml_awk"'
    /^<update kind="patch"/ { if (name != "") print name, rest, cves; name = attribute("name"); cves = ""; rest = attribute("category") OFS attribute("severity") OFS attribute("restart") }
    /^<issue type="cve"/ { cves = cves (cves == "" ? "" : " ") attribute("id") }
    END { if (name != "") print name, rest, cves }' patches.lines >patches
  : >advisories
  [ ! -s patches ] || read_patches
  join_advisories
}

read_patches() {
  # shellcheck disable=SC2046
  run_zypper --no-refresh info --type patch $(cut -f 1 patches | sort -u) >patches.info 2>query.log ||
    fail_because 'zypper info' "$(cat query.log)" ZYPPER_FAILED
  # One line a patch and package: patch, name, version below which it is needed.
  awk -v OFS="$tab" '
    function entry(text,   part) {
      split(text, part, " ")
      if (part[2] != "<" || part[1] ~ /:/) return
      sub(/\.(x86_64|noarch|i[3-6]86|aarch64|ppc64le|s390x|armv[67]hl|riscv64)$/, "", part[1])
      print patch, part[1], part[3]
    }
    /^Name +: / { patch = $3; on = 0; next }
    /^Conflicts +: / { on = 1; text = $0; sub(/^Conflicts +: /, "", text); entry(text); next }
    on && /^    / { entry($0); next }
    { on = 0 }' patches.info | sort -u >needed
  awk -F "$tab" -v OFS="$tab" '
    FILENAME == "patches" { rest[$1] = $2 OFS $3 OFS $4 OFS $5; next }
    FILENAME == "packages" { here[$2] = here[$2] " " $4 "=" $3; next }
    ($2 in here) && ($1 in rest) { n = split(here[$2], have, " "); for (i = 1; i <= n; i++) { at = index(have[i], "="); print $2, substr(have[i], 1, at - 1), substr(have[i], at + 1), $3, $1, rest[$1] } }' patches packages needed >candidates
  while IFS= read -r line; do
    # shellcheck disable=SC2046
    set -- $(printf '%s\n' "$line" | cut -f 3-4)
    ! is_newer "$2" "$1" || printf '%s\n' "$line"
  done <candidates | awk -F "$tab" -v OFS="$tab" '{
      kind = $6 == "security" ? "SECURITY" : $6 == "recommended" ? "BUGFIX" : $6 ~ /^(optional|feature|enhancement)$/ ? "ENHANCEMENT" : "OTHER"
      severity = toupper(substr($7, 1, 1)) substr($7, 2); if (severity !~ /^(Critical|Important|Moderate|Low)$/) severity = ""
      n = split($9, cve, " ")
      print $1, $2, kind, severity, $5, cve[1], $8
      for (i = 2; i <= n; i++) print $1, $2, kind, severity, $5, cve[i], $8
    }' >advisories
}
