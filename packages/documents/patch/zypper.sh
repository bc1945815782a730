hold_command='zypper addlock'
failure_code=ZYPPER_FAILED

arguments_of() {
  awk -F "$tab" '
    {
      name = $1; arch = $2; if (index(name, ":")) { arch = substr(name, index(name, ":") + 1); sub(/:.*/, "", name) }
      version = $3; sub(/^-/, "", version)
      print name (arch == "-" ? "" : "." arch) (version == "*" ? "" : "=" version)
    }' "$@"
}

zypper_verb() {
  if [ "$verb" = remove ]; then echo remove; return; fi
  printf 'install --no-recommends'
  ! grep -q = asked || printf ' --oldpackage'
}

find_listed() {
  : >found-listed
  names=$(awk -F "$tab" 'FILENAME == "only" { sub(/:.*/, "", $1); listed[$1] = 1; next } $2 in listed { print $2 }' only packages | sort -u)
  [ -n "$names" ] || return 0
  # shellcheck disable=SC2086
  zypper_query listed.lines search --details --match-exact --type package $names
  awk -v OFS="$tab" -v native="$native" "$xml_awk"'
    /^<solvable / { arch = attribute("arch"); print attribute("name") (arch == native || arch == "noarch" ? "" : ":" arch), attribute("edition"), "" }' listed.lines >found-listed
}

# companions: what would come along in another version than the listed one must be named with it.
simulate() {
  : >companions
  try_changes "$@" && return 0
  [ -s only ] && moves_of | awk -F "$tab" -v OFS="$tab" '
    FILENAME == "only" { listed[$1] = $2; next }
    $1 ~ /install|grade/ && listed[$2] != "" && listed[$2] != $3 { print $2, "-", listed[$2] }' only - >companions
  [ -s companions ] && try_changes "$@" companions
}

try_changes() {
  # shellcheck disable=SC2046
  run_zypper --xmlout --no-refresh $(zypper_verb) --dry-run --details $(arguments_of "$@") >simulated 2>&1
  code=$?
  : >doing
  : >refused
  case $code in 0 | 10[0-3]) ;; *) return 1 ;; esac
  awk '{ gsub(/></, ">\n<"); print }' simulated | awk -v OFS="$tab" "$xml_awk"'
    /^<to-/ { action = /^<to-(upgrade|change)/ ? "upgrade" : /^<to-install/ ? "install" : /^<to-downgrade/ ? "downgrade" : /^<to-remove/ ? "remove" : "" }
    /^<\/to-/ { action = "" }
    /^<solvable type="package"/ && action != "" { print action, attribute("name"), attribute("arch"), attribute("edition") }' >doing
  find_refused
}

refusal_words() {
  xml_words simulated | cut -c 1-1500
}

read_figures() {
  # shellcheck disable=SC2046
  set -- $(sed -n 's/.*<install-summary download-size="\([0-9]*\)" space-usage-diff="\(-\{0,1\}[0-9]*\)".*/\1 \2/p' simulated) 0 0
  download_bytes=$1 grown_kib=$(($2 / 1024)) largest_kib=$(($1 / 1024))
}

zypper_accepted() {
  # shellcheck disable=SC2046
  run_logged run_zypper --no-refresh $(zypper_verb) "$@" $(arguments_of accepted companions)
}

download_accepted() {
  zypper_accepted --download-only
}

# 102 and 103 ask for a restart of the machine or of zypper; 107 says that a script failed after the installation.
change_accepted() {
  if [ "$verb" = remove ]; then
    # shellcheck disable=SC2046
    run_logged run_zypper --no-refresh remove $(arguments_of accepted)
  else zypper_accepted --download-in-advance; fi
  case $code in 0 | 102 | 103 | 107) return 0 ;; *) return 1 ;; esac
}

note_download_errors() {
  awk -v OFS="$tab" -v native="$native" '
    function note(file, code, words,   name, arch) {
      sub(/.*\//, "", file); name = file; sub(/\.rpm$/, "", name); arch = name
      sub(/.*\./, "", arch); sub(/\.[^.]*$/, "", name); sub(/-[^-]*-[^-]*$/, "", name)
      if (arch != native && arch != "noarch") name = name ":" arch
      print name, code, words
    }
    { line = $0; n = split(line, part, "\047") }
    /not found on medium/ { note(part[2], "DOWNLOAD_FAILED", line) }
    /Digest verification failed|seems to be corrupted/ && n > 1 { note(part[2], "HASH_MISMATCH", line) }' log >found
  signature_errors >>found
  note_all_found
}
