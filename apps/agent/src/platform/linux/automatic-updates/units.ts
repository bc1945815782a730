/**
 * What starts updates by itself on distributions with systemd: Debian and its kin, Fedora and RHEL with dnf 4 and 5,
 * CentOS 7, SUSE. The order is that of turning off.
 */
export const STARTERS: readonly string[] = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'unattended-upgrades.service',
  'dnf-automatic.timer',
  'dnf-automatic-install.timer',
  'dnf-automatic-download.timer',
  'dnf-automatic-notifyonly.timer',
  'dnf5-automatic.timer',
  'yum-cron.service',
  'os-update.timer',
  'transactional-update.timer',
];

/** What the timers start. It is looked at and never stopped: a package manager that is cut off leaves half an update. */
export const UPDATERS: readonly string[] = [
  'apt-daily.service',
  'apt-daily-upgrade.service',
  'dnf-automatic.service',
  'dnf-automatic-install.service',
  'dnf-automatic-download.service',
  'dnf-automatic-notifyonly.service',
  'dnf5-automatic.service',
  'os-update.service',
  'transactional-update.service',
];

/**
 * Waits for the machine's shutdown. Asked to stop, it ends an update that runs, or with InstallOnShutdown begins one
 * (unattended-upgrade-shutdown, --wait-for-signal). Ended without being asked, it does neither.
 */
export const WATCHER = 'unattended-upgrades.service';
