/**
 * What starts the updates that the operating system makes by itself: timers, services, settings. Each is a switch with a
 * key, "kind subject", and a value that only the platform understands; null where there is nothing.
 */
export interface UpdateSwitches {
  /** The switches that are on this machine. Changes nothing. */
  read(): Promise<SwitchesRead>;
  /** @throws Error that says what did not work */
  set(key: string, value: string | null): Promise<void>;
}

export interface SwitchReading {
  readonly key: string;
  readonly value: string | null;
  /** The value in which it starts nothing. */
  readonly off: string | null;
}

export interface SwitchesRead {
  /** In the order in which they are turned off; they are put back in the reverse of it. */
  readonly readings: readonly SwitchReading[];
  /** Automatic updates that have begun, which are let finish. */
  readonly underWay: readonly string[];
}
