for tool in apt-get apt-cache apt-config dpkg dpkg-query awk sed sort stat; do
  command -v "$tool" >/dev/null 2>&1 || fail UNSUPPORTED_PACKAGE_MANAGER "$tool is missing; this document knows apt (Debian, Ubuntu) only"
done

# The machine's own folders, from apt itself, so that an APT_CONFIG that points at another root is respected.
eval "$(apt-config shell \
  system_lists Dir::State::lists/d \
  system_status Dir::State::status/f \
  system_extended Dir::State::extended_states/f 2>/dev/null)"
[ -n "${system_status:-}" ] || fail EMPTY_ANSWER 'apt-config does not say where the package database is'
admin_dir=${system_status%/*}
lists_dir=$state_dir/apt/lists
apt_conf=$work_dir/apt.conf
lock_files="$admin_dir/lock-frontend $admin_dir/lock"
native=$(dpkg --print-architecture)
# What is in memory until the machine starts anew.
kernel_pattern='^linux-image-'
reboot_pattern='^(linux-modules-.*|libc6|systemd|dbus|dbus-daemon|intel-microcode|amd64-microcode)$'
package_format=deb

is_newer() {
  dpkg --compare-versions "$1" gt "$2"
}

# Everything that apt writes goes to the private folder; sources, keys, pins and holds stay the machine's. The hooks of
# the machine are for real changes, and indexes that a scan does not read are not fetched. Methods run as the caller:
# apt's own user cannot enter a private folder.
write_apt_conf() {
  reason=$(mkdir -p "$lists_dir/partial" "$state_dir/apt/cache/archives/partial" "$work_dir/dpkg/updates" "$work_dir/dpkg/info" 2>&1) ||
    fail_because 'the private folder of apt cannot be made' "$reason" NO_STATE_DIR
  reason=$({
    cat <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Update::Post-Invoke-Stats;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear AptCli::Hooks;
Dir::State "$state_dir/apt";
Dir::State::lists "$lists_dir/";
Dir::State::status "$work_dir/dpkg/status";
Dir::State::extended_states "$system_extended";
Dir::Cache "$state_dir/apt/cache";
Dir::Cache::archives "archives/";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Dir::Log "$work_dir";
APT::Sandbox::User "root";
APT::Get::List-Cleanup "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
CONF
    apt-config dump Acquire::IndexTargets 2>/dev/null |
      sed -n 's/^Acquire::IndexTargets::\([^: ]*\)::\([^: ]*\) .*/\1::\2/p' |
      awk '$0 != "deb::Packages" { print "Acquire::IndexTargets::" $0 "::DefaultEnabled \"false\";" }'
  } 2>&1 >"$apt_conf") || fail_because 'the configuration for apt cannot be written' "$reason" WRITE_FAILED
}

lock_holder() {
  kernel_lock_holder
}

# Copies dpkg's database at one instant: all answers of this run come from the copy, so that a package manager at work
# cannot tear them. A scan takes no system lock itself; but while another process holds it the database describes a
# half-done change, hence the wait. dpkg replaces the file whole; the comparison catches what began during the copy.
snapshot_database() {
  waited=0
  announced=
  while :; do
    if holder=$(lock_holder); then
      [ "$waited" -lt "$lock_wait_seconds" ] || fail LOCK_HELD "the package manager is busy: $holder; waited $waited seconds"
      [ -n "$announced" ] || printf 'Waiting for the package manager: %s\n' "$holder"
      announced=yes
    else
      before=$(database_mark)
      reason=$(cp "$system_status" "$work_dir/dpkg/status" 2>&1) || fail_because "the package database $system_status cannot be copied" "$reason" DATABASE_UNREADABLE
      [ ! -f "$admin_dir/arch" ] || cp "$admin_dir/arch" "$work_dir/dpkg/arch" 2>/dev/null
      holder='the package database keeps changing'
      if ! lock_holder >/dev/null && [ "$before" = "$(database_mark)" ]; then return 0; fi
      [ "$waited" -lt "$lock_wait_seconds" ] || fail LOCK_HELD "$holder; waited $waited seconds"
    fi
    sleep 1
    waited=$((waited + 1))
  done
}

# Inode, time and size of the database, and its journal: files of digits in updates/ are changes not yet merged.
database_mark() {
  stat -c '%i %Y %Z %s' "$system_status" 2>/dev/null
  ls "$admin_dir/updates" 2>/dev/null
}

# prepare_sources, refresh_sources: for reading only.
prepare_sources() {
  write_apt_conf
}

refresh_sources() {
  seed_lists
  refresh_indexes
}

# Indexes that the machine has already save the download; apt verifies their signatures again.
seed_lists() {
  ls "$lists_dir" | grep -q 'Release$' && return 0
  [ -r "$system_lists" ] || return 0
  for index in "$system_lists"/*_*; do
    [ -f "$index" ] && [ -r "$index" ] || continue
    if ! reason=$(cp -p "$index" "$lists_dir/" 2>&1); then
      rm -f "$lists_dir/${index##*/}"
      fail_because 'the package indexes cannot be copied' "$reason" WRITE_FAILED
    fi
  done
}

# apt-get update ends with 0 when a source failed and its old index is used, so the lines of its log decide.
refresh_indexes() {
  log=$(apt-get -c "$apt_conf" -q -o Dpkg::Use-Pty=0 update 2>&1)
  code=$?
  case $log in
    *'No space left on device'*) fail_because 'the package indexes cannot be refreshed' "$(printf '%s\n' "$log" | grep 'No space left')" ;;
    *'Could not get lock'*) fail LOCK_HELD "$(printf '%s\n' "$log" | sed -n '/Could not get lock/{s/^E: //;p;q;}')" ;;
  esac
  good=$(printf '%s\n' "$log" | grep -cE '^(Hit|Get):[0-9]+ .* (In)?Release')
  bad=$(printf '%s\n' "$log" | awk '
    /^Err:[0-9]+ / { print $2 " " $3 }
    /^[EW]: The repository / { split($0, quoted, "\047"); split(quoted[2], word, " "); print word[1] " " word[2] }' | sort -u)
  if [ -z "$bad" ]; then
    [ "$code" -eq 0 ] || fail_because 'apt-get update failed' "$(printf '%s\n' "$log" | grep '^E:')" APT_FAILED
    [ "$good" -gt 0 ] || fail NO_SOURCES 'no package source is configured, so nothing is known about updates'
    return 0
  fi
  printf '%s\n' "$bad" | {
    while read -r source; do
      why=$(printf '%s\n' "$log" | awk -v source="$source" '/^Err:/ { hit = ($2 " " $3 == source); next } 
        hit && /^  / { sub(/^ +/, ""); print; exit }
        /^[EW]: / && index($0, source) { sub(/^[EW]: /, ""); print; exit }')
      case $source in
        *[Ss]ecurity*) fail SOURCE_FAILED "the security source $source cannot be read: ${why:-no reason given}" ;;
      esac
      [ "$good" -gt 0 ] || fail SOURCE_FAILED "no package source can be read, the first is $source: ${why:-no reason given}"
      warn "the source $source cannot be read, its last known index is used if there is one: ${why:-no reason given}"
    done
  } || exit 1
}
