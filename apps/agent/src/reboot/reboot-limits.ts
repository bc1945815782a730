/** Reboots of one invocation that happened; a document that asks for more goes round in a circle. */
export const REBOOTS_MAX = 3;

/** How often the machine is told to reboot before it is said that it will not. */
export const REBOOT_ATTEMPTS_MAX = 3;

/** What the server gets to hear of the run before the machine goes down; what it did not hear it hears afterwards. */
export const FLUSH_MS_MAX = 10_000;

/** A machine that was told to reboot, and said that it would, is down by then: systemd gives its services 90 seconds to stop. */
export const GOING_DOWN_MS_MAX = 5 * 60_000;

export const PAUSE_BETWEEN_ATTEMPTS_MS = 5000;
