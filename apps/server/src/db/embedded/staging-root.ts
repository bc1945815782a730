/**
 * Where root puts what an unprivileged account must reach when the data directory or node_modules lies below a
 * directory closed to it (a clone in /root, say). It survives a reboot, unlike a temporary directory.
 */
export const STAGING_ROOT = '/var/lib/rustine';
