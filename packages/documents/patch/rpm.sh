# What dnf and zypper have in common when they change packages.
is_held() {
  matches "$1" locked
}

# A version may come without its release and its epoch; what dnf and zypper resolve it to is in the plan.
is_same_version() {
  [ "$1" = "$2" ] || [ "$1" = "${2#*:}" ] || [ "$1" = "${2%-*}" ] || { same=${2#*:}; [ "$1" = "${same%-*}" ]; }
}

# The simulation finds what there is for a name.
candidate_of() {
  printf '%s' "${2:-*}"
}

refresh_for_changes() {
  refresh_sources
}

# An rpm that died half way leaves two versions of a package, which its evidence shows; there is no safe repair.
repair_interrupted() {
  :
}

# Packages that came along are not named, so that they stay dependencies.
restrict_wanted() {
  awk -F "$tab" 'FILENAME == "chosen" { chosen[$1] = 1; next } $1 in chosen' chosen wanted >named && mv named wanted
}

begin_changes() {
  :
}

finish_changes() {
  rm -rf "$state_dir/dnf"/*/packages "$state_dir/zypp/packages"
}

forget_simulation() {
  : >simulated
  : >doing
}

# Action, key and version of what a simulation would do.
moves_of() {
  awk -F "$tab" -v OFS="$tab" -v native="$native" '{ print $1, ($3 == native || $3 == "noarch") ? $2 : $2 ":" $3, $4 }' doing
}

# What a simulation would do (action, name, architecture, version) beyond what this run may do goes to `refused`.
find_refused() {
  : >refused
  while IFS="$tab" read -r action name architecture version; do
    case $action in
      remove)
        # A kernel beyond the number that is kept goes when a new one comes; what is replaced by another name may go.
        [ "$verb" = remove ] || awk -F "$tab" -v name="$name" '$1 == "install" && $2 == name || $1 == "replace" && $4 == name { found = 1 } END { exit !found }' doing || printf 'it would remove %s %s\n' "$name" "$version"
        ;;
      replace) ;;
      *)
        if matches "$name" exclude; then printf 'it needs %s %s, which is excluded\n' "$name" "$version"; fi
        if matches "$name" locked; then printf 'it needs %s %s, which is locked\n' "$name" "$version"; fi
        awk -F "$tab" -v name="$name" -v version="$version" '$1 == name && $3 == version { found = 1 } END { exit !found }' failures && printf 'it needs %s %s, which failed\n' "$name" "$version"
        ;;
    esac
  done <doing >refused
  moves_of | list_unlisted >>refused
  [ ! -s refused ]
}

read_refusal() {
  if [ -s refused ]; then
    why=$(sort -u refused | tr '\n' ' ') code=DEPENDENCY_CONFLICT
    return
  fi
  why=$(refusal_words)
  case $why in
    *'filtered out by exclude'*) [ -s only ] && code=DEPENDENCY_CONFLICT || code=HELD ;;
    *'remove lock to'*) code=HELD ;;
    *[Nn]'o match for argument'* | *'nable to find a match'* | *'No provider of'*) code=NOT_FOUND ;;
    *'protected packages'*) code=ESSENTIAL ;;
    *'no GPG key'*) code=SIGNATURE ;;
    *[Ll]icense*agree*) code=LICENSE ;;
    *) code=DEPENDENCY_CONFLICT why=${why%% Solution 1:*} ;;
  esac
}

# From what the package manager would do; the type of what comes along is that of its own update.
read_changes() {
  awk -F "$tab" -v OFS="$tab" -v native="$native" '
    FILENAME == "updates" { type[$1, $3] = $4; next }
    FILENAME == "packages" { if ($8 >= time[$2, $4]) { here[$2, $4] = $3; time[$2, $4] = $8 } any[$2] = $3; next }
    $1 == "replace" { next }
    {
      key = ($3 == native || $3 == "noarch") ? $2 : $2 ":" $3
      kind = type[key, $4] == "" ? "OTHER" : type[key, $4]
      if ($1 == "remove") print $1, key, $3, $4, "-", "OTHER"
      else print $1, key, $3, $1 == "install" ? "-" : ($2, $3) in here ? here[$2, $3] : any[$2], $4, kind
    }' updates packages doing | sort -u >"$1"
}

list_changed_files() {
  awk -F "$tab" '$1 != "install" { sub(/:.*/, "", $2); print $2 "." $3 }' changes | xargs -r rpm -ql 2>/dev/null
}

# Two packages that bring the same file: the one that does not have it now is in the way. dnf tells it in a line, zypper
# in a block.
note_file_conflicts() {
  awk -v OFS="$tab" '
    function kind(text) { return text ~ /between attempted installs/ || text ~ /file from install of/ ? "install" : "package" }
    /^ *file .* from install of .* conflicts with file from package/ { print $2, $6, "package", $NF; next }
    /^ *file .* conflicts between attempted installs of/ { print $2, $(NF - 2), "install", $NF; next }
    /^File \// { file = $2; one = other = ""; next }
    file != "" && /^ +(from|conflicts with)/ { what = kind($0); next }
    file != "" && /^     / { if (one == "") one = $1; else { print file, one, what, $1; file = "" } }' log >conflicts
  while IFS="$tab" read -r file one kind other; do
    blamed=$one
    [ "$kind" = package ] || case $one in "$(rpm -qf --qf '%{NAME}' "$file" 2>/dev/null)"-[0-9]*) blamed=$other ;; esac
    printf '%s\tFILE_CONFLICT\t%s of %s is also in %s\n' "$(key_of "$blamed")" "$file" "$one" "$other"
  done <conflicts | sort -u >found
  note_all_found
}

# key_of NAME-VERSION-RELEASE.ARCHITECTURE
key_of() {
  key_name=${1%-*-*} key_arch=${1##*.}
  case $key_arch in "$native" | noarch) printf '%s' "$key_name" ;; *) printf '%s:%s' "$key_name" "$key_arch" ;; esac
}

# Packages whose signature is missing or unknown, as dnf and zypper tell it.
signature_errors() {
  awk -v OFS="$tab" '
    /^[^ ]+[.]rpm:$/ { file = $1; sub(/[.]rpm:$/, "", file) }
    /^Package .*[.]rpm is not signed|^Public key for .*[.]rpm is not installed/ {
      file = $0; sub(/^(Package|Public key for) /, "", file); sub(/[.]rpm .*/, "", file); print file, $0; file = ""
    }
    /Signature verification failed/ && file != "" { sub(/.*Signature/, "Signature"); print file, file ": " $0; file = "" }' log |
    while IFS="$tab" read -r file words; do printf '%s\tSIGNATURE\t%s\n' "$(key_of "$file")" "$words"; done
}

# rpm's own words about each package that failed, with what the package's script said before.
note_change_errors() {
  note_file_conflicts
  awk -v OFS="$tab" -v native="$native" '
    function key(nevra,   arch) {
      arch = nevra; sub(/.*\./, "", arch); sub(/\.[^.]*$/, "", nevra); sub(/-[^-]*-[^-]*$/, "", nevra)
      return (arch == native || arch == "noarch") ? nevra : nevra ":" arch
    }
    { sub(/^ +/, ""); sub(/^.*(error|warning): %/, "error: %") }
    /^(Running scriptlet|Upgrading|Installing|Preparing|Cleanup|Erasing|Downgrading|\([0-9]+\/[0-9]+\)|Installation of|Error: Subprocess|rpm: |Retrieving|Checking|Verifying|Running transaction|Error in )/ { said = ""; next }
    /^error: %[a-z]+\(.*\) scriptlet failed/ {
      name = $0; sub(/^[^(]*\(/, "", name); sub(/\).*/, "", name); words = $0; sub(/^error: /, "", words)
      print key(name), "MAINTAINER_SCRIPT", words (said == "" ? "" : "; before that: " said)
      said = ""; next
    }
    /^error: .*: (install|erase) failed/ { name = $2; sub(/:$/, "", name); print key(name), "RPM_ERROR", substr($0, 8) (said == "" ? "" : "; before that: " said); next }
    /^error: unpacking of archive failed/ { said = $0; next }
    /^ *$/ { next }
    { said = said (said == "" ? "" : " / ") $0; if (length(said) > 500) said = substr(said, length(said) - 499) }' log >found
  signature_errors >>found
  note_all_found
}

failure_words() {
  { grep -iE -A 4 '^(error|problem)|^Installation of .* failed|locked by' log || tail -n 3 log; } | tr -s ' \n' ' ' | cut -c 1-1000
}
