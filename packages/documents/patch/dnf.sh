hold_command='dnf versionlock or excludepkgs'
failure_code=DNF_FAILED

arguments_of() {
  awk -F "$tab" '
    {
      name = $1; sub(/:.*/, "", name); version = $3; sub(/^-/, "", version)
      if (version != "*" && version !~ /-/) version = version "-*"
      print name (version == "*" ? "" : "-" version) ($2 == "-" ? (index($1, ":") ? "." substr($1, index($1, ":") + 1) : "") : "." $2)
    }' "$@"
  [ ! -s only ] || cat other-versions
}

# found-listed, and options that keep all other versions of what is listed out of dnf's reach.
find_listed() {
  # shellcheck disable=SC2046
  dnf_query listed.raw --disableexcludes=all --disableplugin=versionlock repoquery --qf 'offer %{name} %{arch} %{epoch}:%{version}-%{release}' $(cut -f 1 only | sed 's/:.*//' | sort -u)
  awk -v OFS="$tab" -v native="$native" '$1 == "offer" { sub(/^0:/, "", $4); print ($3 == native || $3 == "noarch") ? $2 : $2 ":" $3, $4, "", $2 "-" $4 "." $3 }' listed.raw >found-listed
  awk -F "$tab" '
    FILENAME == "only" { listed[$1] = $2; next }
    FILENAME == "packages" { here[$1, $3] = 1; next }
    $1 in listed && listed[$1] != $2 && !(($1, $2) in here) { print "--exclude=" $4 }' only packages found-listed >other-versions
}

dnf_verb() {
  if [ "$verb" = remove ]; then echo remove; elif [ -s asked ]; then echo install; else echo upgrade; fi
}

# dnf ends with 1 and these words when it was only asked; a package that it would pass over is none that it takes.
simulate() {
  # shellcheck disable=SC2046
  run_dnf -C --assumeno --setopt=best=True "$(dnf_verb)" $(arguments_of "$@") >simulated 2>&1
  : >doing
  : >refused
  grep -qE '^(Skipping packages|No match for argument)' simulated && return 1
  grep -qE '^(Operation aborted|Nothing to do)' simulated || return 1
  awk -v OFS="$tab" '
    function flush() { sub(/^0:/, "", word[3]); if (n >= 3 && action != "") print action, word[1], word[2], word[3]; n = 0 }
    /^Transaction Summary/ { flush(); exit }
    /^(Installing|Upgrading|Downgrading|Reinstalling|Removing)[A-Za-z ]*:/ {
      flush()
      action = /^Inst/ ? "install" : /^Upg/ ? "upgrade" : /^Down/ ? "downgrade" : /^Rein/ ? "" : "remove"
      next
    }
    /^ +replacing / {
      old = arch = $2; sub(/.*\./, "", arch); sub(/\.[^.]*$/, "", old); taken = word[1]
      flush(); print "replace", taken, "", old; print "remove", old, arch, $3; next
    }
    /^[^ ]/ { flush(); next }
    action != "" || n { if ($0 ~ /^ [^ ]/) flush(); for (i = 1; i <= NF; i++) word[++n] = $i }' simulated >doing
  find_refused
}

# dnf prints all settings of a repository that it has no key for, passwords included.
refusal_words() {
  if grep -q '^Problem repository' simulated; then
    printf 'packages are to be checked, and there is no GPG key for the repository %s' "$(sed -n 's/^Problem repository: *//p' simulated)"
    return
  fi
  grep -vE '^(Last metadata|Dependencies resolved|=|Operation aborted|$)' simulated | sed -n '/Problem\|[Ee]rror\|[Nn]o match\|filtered out\|protected/,$p' | grep -v "^(try to add" | tr -s ' \n' ' ' | cut -c 1-1500
}

read_figures() {
  download_bytes=0 grown_kib=0 largest_kib=0
  [ -s changes ] || return 0
  awk -F "$tab" '$1 != "remove" { name = $2; sub(/:.*/, "", name); print name "-" $5 "." $3 }' changes >nevras
  : >sizes
  # shellcheck disable=SC2046
  [ ! -s nevras ] || dnf_query sizes repoquery --qf 'size %{name}.%{arch} %{downloadsize} %{installsize}' $(cat nevras)
  # shellcheck disable=SC2046
  set -- $(awk -F "$tab" '
    FILENAME == "packages" { had[$2, $4, $3] = $6; next }
    FILENAME == "changes" { split($2, part, ":"); grown -= had[part[1], $3, $4]; next }
    { split($0, size, " "); if (size[1] != "size") next; download += size[3]; grown += size[4]; if (size[4] > largest) largest = size[4] }
    END { printf "%.0f %.0f %.0f", download, grown / 1024, largest / 1024 }' packages changes sizes)
  download_bytes=$1 grown_kib=$2 largest_kib=$3
}

# metadata_expire keeps dnf at the indexes that the plan was made from.
download_accepted() {
  # shellcheck disable=SC2046
  run_logged run_dnf -y '--setopt=*.metadata_expire=-1' --setopt=best=True --downloadonly "$(dnf_verb)" $(arguments_of accepted)
}

change_accepted() {
  # shellcheck disable=SC2046
  run_logged run_dnf -y '--setopt=*.metadata_expire=-1' --setopt=best=True "$(dnf_verb)" $(arguments_of accepted)
}

note_download_errors() {
  awk -v OFS="$tab" -v native="$native" '
    /^\[MIRROR\] / { file = $2; sub(/:$/, "", file); words = $0; sub(/^\[MIRROR\] [^ ]* /, "", words); why[file] = words; next }
    /^\[FAILED\] / {
      file = name = $2; sub(/:$/, "", file); sub(/\.rpm:$/, "", name); arch = name
      sub(/.*\./, "", arch); sub(/\.[^.]*$/, "", name); sub(/-[^-]*-[^-]*$/, "", name)
      if (arch != native && arch != "noarch") name = name ":" arch
      words = why[file] == "" ? $0 : why[file]
      print name, words ~ /checksum/ ? "HASH_MISMATCH" : "DOWNLOAD_FAILED", file ": " words
    }' log >found
  signature_errors >>found
  note_all_found
}
