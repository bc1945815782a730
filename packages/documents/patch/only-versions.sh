# OnlyVersions. only: key and version of what may be installed.
# list_offers: `offers` is `updates` with the listed version in the place of the newest one, and a mark: left (it is not
# listed), or gone (no source offers the version any more, or the machine's pins or priorities forbid it).
list_offers() {
  if [ ! -s only ]; then
    cp updates offers
    return
  fi
  find_listed
  : >offers
  reason=$(awk -F "$tab" -v OFS="$tab" -v native="$native" '
    FILENAME == "only" { if ($2 != "") listed[$1] = $2; next }
    FILENAME == "found-listed" { kind[$1, $2] = $3 "-"; next }
    FILENAME == "packages" { sub(":" native "$", "", $1); if ($1 in listed) here[$1] = here[$1] " " $3; next }
    !($1 in listed) { $12 = "left"; print >"offers"; next }
    $3 == listed[$1] { print >"offers"; delete here[$1]; next }
    { newest[$1] = $3; type[$1] = $4; severity[$1] = $8 }
    END {
      for (key in here) {
        version = listed[key]; known = kind[key, version]
        if (index(here[key] " ", " " version " ")) continue
        print here[key], version, (key in newest ? newest[key] : 0), key, (length(known) > 1 ? known : type[key] "-"), severity[key] "-", (known == "" ? "gone" : "-")
      }
    }' only found-listed packages updates 2>&1 >undecided) || fail_because 'the listed versions cannot be looked up' "$reason"
  while IFS="$tab" read -r here version newest name type severity mark; do
    for installed in $here; do is_newer "$version" "$installed" || continue 2; done
    ! is_newer "$version" "$newest" || mark=gone
    type=${type%-}
    printf '%s\t\t%s\t%s\t\t\t\t%s\t\t\t\t%s\n' "$name" "$version" "${type:-OTHER}" "${severity%-}" "${mark#-}" >>offers
  done <undecided
}

# list_unlisted < ACTION KEY VERSION: what a simulation would do beyond the list. A new package may come that is not
# listed: the others had it before.
list_unlisted() {
  [ ! -s only ] || awk -F "$tab" '
    FILENAME == "only" { listed[$1] = $2; next }
    $1 ~ /install|grade/ && listed[$2] != $3 && ($1 != "install" || listed[$2] != "") {
      print "it needs " $2 " " $3 ", and OnlyVersions allows " (listed[$2] == "" ? "no change of it" : listed[$2])
    }' only - || echo 'the list cannot be read'
}

print_left() {
  [ -s only ] || return 0
  sed 's/^/plan: leave /' left
  printf 'plan: %s updates left alone that OnlyVersions does not list\n' "$(awk 'END { print NR }' left)"
}
