case " $known_managers " in *" $manager "*) ;; *)
  [ "$other_managers" = Skip ] || fail UNSUPPORTED_PACKAGE_MANAGER "the package manager of this machine is $manager; this document is for $known_managers"
  printf 'Nothing to do here: the package manager of this machine is %s.\n' "$manager"
  exit 0
  ;;
esac
