# What is installed and what could be updated, as dnf 4 says it. Indexes and downloads are in a private folder; a scan
# and a dry run keep dnf's logs and history there too.
archives_dir=$state_dir
prepare_sources() {
  reason=$(mkdir -p "$state_dir/dnf" 2>&1) || fail_because 'the private folder of dnf cannot be made' "$reason" NO_STATE_DIR
  dnf_flags="--setopt=cachedir=$state_dir/dnf --setopt=exit_on_lock=True --setopt=clean_requirements_on_remove=False --setopt=color=never"
  [ "${operation:-scan}" = Install ] || [ "${operation:-scan}" = Remove ] || {
    dnf_flags="$dnf_flags --setopt=persistdir=$work_dir/persist --setopt=logdir=$work_dir"
    mkdir -p persist && cp /var/lib/dnf/history.sqlite* persist/ 2>/dev/null
  }
}

run_dnf() {
  # shellcheck disable=SC2086
  dnf $dnf_flags "$@" </dev/null
}

# A repository that cannot be read fails the run: what it would have offered is not known. Only one whose own file says
# skip_if_unavailable, or that a plugin of dnf brings, may be missing.
refresh_sources() {
  wait_for_locks
  if ! run_dnf makecache --refresh >refresh.log 2>&1; then
    case $(cat refresh.log) in
      *'No space left on device'*) fail_because 'the package indexes cannot be refreshed' "$(grep 'No space left' refresh.log)" ;;
      *'no enabled repositories'*) fail NO_SOURCES 'no package source is enabled, so nothing is known about updates' ;;
      *"Failed to download metadata for repo"*) ;;
      *) fail_because 'dnf makecache failed' "$(grep -i '^error' refresh.log || cat refresh.log)" DNF_FAILED ;;
    esac
  fi
  sed -n "s/.*Failed to download metadata for repo '\([^']*\)'.*/\1/p" refresh.log | sort -u >broken
  while IFS= read -r source; do
    why=$(awk -v source="'$source'" '/^Errors during downloading metadata/ { on = index($0, source); next } on && /^ *- / { sub(/^ *- /, ""); print; exit }' refresh.log)
    if cat /etc/yum.repos.d/*.repo 2>/dev/null | awk -v source="[$source]" '/^\[/ { on = $0 == source; known = known || on } on && /^skip_if_unavailable *= *(1|[Tt]rue|[Yy]es)/ { found = 1 } END { exit known && !found }'; then
      warn "the repository $source cannot be read and may be missing: ${why:-no reason given}"
    else fail SOURCE_FAILED "the repository $source cannot be read: ${why:-no reason given}"; fi
  done <broken
  [ ! -s broken ] || run_dnf -q -C repolist 2>/dev/null | grep -q . || fail NO_SOURCES 'no package source can be read, so nothing is known about updates'
}

# dnf_query OUTPUT ARGUMENT...: from the indexes as they are. Exit code 100 says that there are updates.
dnf_query() {
  output=$1
  shift
  run_dnf -q -C "$@" >"$output" 2>query.log || [ $? -eq 100 ] || fail_because "dnf does not answer" "$(grep -i '^error' query.log || cat query.log)" DNF_FAILED
}

# Locked and excluded packages are updates too; those that dnf would not take are locked. versionlock does its work where
# dnf resolves, which check-update does and repoquery does not.
read_updates() {
  format='offer %{name} %{arch} %{epoch}:%{version}-%{release} %{repoid} %{downloadsize}'
  dnf_query all.raw --disableexcludes=all --disableplugin=versionlock repoquery --upgrades --latest-limit=1 --qf "$format"
  dnf_query open.raw check-update
  dnf_query advisories.raw --disableexcludes=all --disableplugin=versionlock updateinfo list --updates
  : >cves.raw
  [ ! -s advisories.raw ] || dnf_query cves.raw --disableexcludes=all --disableplugin=versionlock updateinfo list --updates --with-cve
  awk '$1 == "offer" { sub(/^0:/, "", $4); print $2 "\t" $3 "\t" $4 "\t" $5 "\t" $6 "\t" }' all.raw >offered
  awk 'FILENAME == "open.raw" { for (i = 1; i <= NF; i++) open[$i] = 1; next } $1 == "offer" && !(($2 "." $3) in open) { print $2 }' open.raw all.raw >locked
  awk -v OFS="$tab" '
    NF != 3 { next }
    {
      arch = name = $3; sub(/.*\./, "", arch); sub(/\.[^.]*$/, "", name); sub(/-[^-]*-[^-]*$/, "", name)
      severity = ""; kind = "OTHER"
      if ($2 ~ /\/Sec\.$/) { kind = "SECURITY"; severity = $2; sub(/\/.*/, "", severity); if (severity !~ /^(Critical|Important|Moderate|Low)$/) severity = "" }
      else if ($2 == "bugfix") kind = "BUGFIX"
      else if ($2 == "enhancement" || $2 == "newpackage") kind = "ENHANCEMENT"
      if (FILENAME == "cves.raw") print name, arch, kind, severity, "", ($1 ~ /^CVE-/ ? $1 : "")
      else print name, arch, kind, severity, $1, ""
    }' advisories.raw cves.raw >advisories
  join_advisories
}
