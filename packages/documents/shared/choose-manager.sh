# The package manager whose database knows itself: Debian has rpm and SUSE has dpkg as a package too.
choose_manager() {
  manager=
  if command -v apt-get >/dev/null 2>&1 && dpkg-query -W dpkg >/dev/null 2>&1; then manager=apt; return; fi
  command -v rpm >/dev/null 2>&1 || fail UNSUPPORTED_PACKAGE_MANAGER 'neither apt nor rpm is at work on this system'
  tools='dnf zypper'
  # shellcheck disable=SC1091
  case $(. /etc/os-release 2>/dev/null && printf '%s %s' "${ID:-}" "${ID_LIKE:-}") in *suse*) tools='zypper dnf' ;; esac
  for tool in $tools; do
    [ -n "$manager" ] || ! command -v "$tool" >/dev/null 2>&1 || manager=$tool
  done
  [ -n "$manager" ] || fail UNSUPPORTED_PACKAGE_MANAGER 'rpm is there, but neither dnf nor zypper (yum 3 is not supported)'
  # Asking dnf for its version would write its log.
  [ "$manager" != dnf ] || case $(readlink -f "$(command -v dnf)") in
    *dnf5) fail UNSUPPORTED_PACKAGE_MANAGER 'this is dnf 5; dnf 4 alone is supported' ;;
  esac
}
choose_manager
