/** What a platform does to keep the agent running without anybody logged in. */
export interface ServiceManager {
  /** Whether it puts the settings into the environment of the agent that it starts; else the agent reads them. */
  readonly passesSettings: boolean;
  /** Tells a person where its log says why it ended. */
  readonly logHint: string;
  /** Throws ServiceError when `install` with this root could not succeed; changes nothing, so it comes before enrolling. */
  requireInstallable(root: string | null): void;
  /**
   * Puts the agent in place and starts it, or brings what is there up to date; what is as it should be is not touched.
   * Safe to repeat after it died half way. Throws ServiceError.
   */
  install(order: InstallOrder): Promise<InstallOutcome>;
  /** Stops the agent and removes what install put there. Nothing installed is no error. Throws ServiceError. */
  uninstall(order: UninstallOrder): Promise<UninstallOutcome>;
  state(): Promise<ServiceState>;
  /** The environment that the installed service gets from its settings file; empty when there is none. Throws EACCES. */
  readSettings(): Readonly<Record<string, string>>;
}

/** It cannot be done here, or not now; the message says why and what helps. */
export class ServiceError extends Error {}

export interface InstallOrder {
  /** The one-file agent. */
  readonly binary: string;
  readonly prefix: string;
  /** A system's files below this folder, nothing is started; null for this machine. */
  readonly root: string | null;
  /** Settings to change; null removes one, what is not named stays. */
  readonly settings: Readonly<Record<string, string | null>>;
  /** A one-time token that the agent is to enrol with at its first start; null for an agent that has enrolled. */
  readonly token: string | null;
}

export interface InstallOutcome {
  /** Files that were written; empty when all was in place. */
  readonly written: readonly string[];
  /** Whether the service was started (again). */
  readonly started: boolean;
}

export interface UninstallOrder {
  readonly root: string | null;
  /** Also settings and state: identity, journal, reports that were not published. */
  readonly purge: boolean;
  readonly stateDir: string;
  /** Done when the agent has ended and before anything is removed; what it throws keeps all in place. */
  readonly beforeRemoval: () => Promise<void>;
}

export interface UninstallOutcome {
  readonly removed: readonly string[];
}

export interface ServiceState {
  readonly installed: boolean;
  /** In the service manager's own words, for a person: "active (running)". */
  readonly words: string;
  readonly running: boolean;
  /** Whether it starts with the machine. */
  readonly enabled: boolean;
  readonly pid: number | null;
}
