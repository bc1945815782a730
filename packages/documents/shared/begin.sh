# Plain POSIX sh: the system's own tools only, so that it runs under Rustine's agent and under Amazon's.
LC_ALL=C
export LC_ALL
unset LANGUAGE
PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077

# The first line on stderr is stable, so that a program can tell the causes apart: "rustine: error: CODE: text".
fail() {
  printf 'rustine: error: %s: %s\n' "$1" "$2" >&2
  exit 1
}

warn() {
  printf 'rustine: warning: %s\n' "$1"
}

# Names the cause of a failed write or tool: a full disk is worth a code of its own.
fail_because() {
  case $2 in
    *'No space left on device'* | *'Disk quota exceeded'*) fail DISK_FULL "$1: the disk is full ($(first_line "$2"))" ;;
    *'Read-only file system'*) fail READ_ONLY "$1: the file system is read-only" ;;
    *) fail "${3:-TOOL_FAILED}" "$1: $(first_line "$2")" ;;
  esac
}

first_line() {
  printf '%s\n' "$1" | sed -n '/[^[:space:]]/{s/^[EW]: //;p;q;}'
}

# Without Rustine's agent (by hand, or under Amazon's) the reports go to a folder of their own, and it is named.
invocation_id=${RUSTINE_INVOCATION_ID:-${SSM_COMMAND_ID:-by-hand}}
host_name=${RUSTINE_HOSTNAME:-$(uname -n)}
instance_id=${RUSTINE_INSTANCE_ID:-${AWS_SSM_INSTANCE_ID:-$host_name}}
captured_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
report_dir=${RUSTINE_REPORT_DIR:-}
state_dir=${RUSTINE_STATE_DIR:-}
own_state_dir=
own_report_dir=
if [ -z "$report_dir" ]; then
  report_dir=$(mktemp -d "${TMPDIR:-/tmp}/rustine-reports.XXXXXX") || fail NO_REPORT_DIR 'no folder for the reports can be made'
  own_report_dir=$report_dir
  printf 'The reports are in %s\n' "$report_dir"
fi
if [ -z "$state_dir" ]; then
  state_dir=$(mktemp -d "${TMPDIR:-/tmp}/rustine-state.XXXXXX") || fail NO_STATE_DIR 'no folder for the package indexes can be made'
  own_state_dir=$state_dir
fi
case $report_dir in /*) ;; *) report_dir=$PWD/$report_dir ;; esac
case $state_dir in /*) ;; *) state_dir=$PWD/$state_dir ;; esac
work_dir=$state_dir/work.$$
clean_up() {
  rm -rf "$work_dir"
  [ -z "$own_state_dir" ] || rm -rf "$own_state_dir"
  [ -z "$own_report_dir" ] || rmdir "$own_report_dir" 2>/dev/null
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

reason=$(mkdir -p "$report_dir" "$state_dir" 2>&1) || fail_because 'a folder cannot be made' "$reason" NO_STATE_DIR
# What a killed run left behind; the folder of a run that is alive carries the id of a living process.
for stale in "$state_dir"/work.*; do
  [ -d "$stale" ] || continue
  kill -0 "${stale##*.}" 2>/dev/null || rm -rf "$stale"
done
rm -rf "$work_dir"
reason=$(mkdir "$work_dir" 2>&1) || fail_because 'a folder for temporary files cannot be made' "$reason" NO_STATE_DIR
# Files without a folder in their name are temporary ones.
cd "$work_dir" || fail NO_STATE_DIR 'the folder for temporary files cannot be entered'
rm -f "$report_dir"/.*.csv.tmp "$report_dir"/.*.csv.tmp.utf8

# RFC 4180: CRLF after each record, a quote doubled, quotes where they are needed. Times are RFC 3339 UTC, worked out
# by hand because busybox and old mawk have no strftime.
csv_awk='
function csv(cell) {
  if (cell ~ /[",\r\n]/) { gsub(/"/, "\"\"", cell); return "\"" cell "\"" }
  return cell
}
function start_record() { return "1," csv(ENVIRON["R_INVOCATION"]) "," csv(ENVIRON["R_INSTANCE"]) "," csv(ENVIRON["R_HOST"]) "," ENVIRON["R_AT"] }
function header(columns) { printf "schema_version,invocation_id,instance_id,hostname,captured_at,%s\r\n", columns }
function rfc3339(epoch,   days, rest, era, doe, yoe, doy, mp, d, m, y) {
  if (epoch == "") return ""
  days = int(epoch / 86400); rest = epoch - days * 86400
  days += 719468; era = int(days / 146097); doe = days - era * 146097
  yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
  doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100)); mp = int((5 * doy + 2) / 153)
  d = doy - int((153 * mp + 2) / 5) + 1; m = mp < 10 ? mp + 3 : mp - 9; y = yoe + era * 400 + (m <= 2)
  return sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", y, m, d, int(rest / 3600), int((rest % 3600) / 60), rest % 60)
}'
export R_INVOCATION="$invocation_id" R_INSTANCE="$instance_id" R_HOST="$host_name" R_AT="$captured_at"

# write_report KIND PROGRAM FILE...: awk writes the report under another name; it is renamed when it is whole.
write_report() {
  report_temp=$report_dir/.$1.csv.tmp
  report_final=$report_dir/$1.csv
  report_program=$csv_awk$2
  shift 2
  reason=$(awk -F "$tab" "$report_program" "$@" 2>&1 >"$report_temp") || fail_because "$report_final cannot be written" "$reason" WRITE_FAILED
  repair_utf8
  reason=$(mv -f "$report_temp" "$report_final" 2>&1) || fail_because "$report_final cannot be written" "$reason" WRITE_FAILED
}

# A report is UTF-8; an old package may name its maintainer in another encoding, and one such byte would cost the report.
repair_utf8() {
  command -v iconv >/dev/null 2>&1 || return 0
  iconv -f UTF-8 -t UTF-8 <"$report_temp" >/dev/null 2>&1 && return 0
  iconv -c -f UTF-8 -t UTF-8 <"$report_temp" >"$report_temp.utf8" 2>/dev/null
  reason=$(mv -f "$report_temp.utf8" "$report_temp" 2>&1) || fail_because "$report_final cannot be written" "$reason" WRITE_FAILED
}
tab=$(printf '\t')
