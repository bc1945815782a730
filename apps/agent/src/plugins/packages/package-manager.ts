/** A call by argv; the program is looked up on the path. */
export interface ToolCall {
  readonly program: string;
  readonly args: readonly string[];
}

/** How a system's package manager is asked, without questions of its own. Nothing here runs anything. */
export interface PackageManager {
  readonly name: string;
  /** Variables for its calls. */
  readonly environment: Readonly<Record<string, string>>;
  /** Reads anew what there is to install; null where a call does so by itself. */
  readonly refresh: ToolCall | null;
  /** Says which versions are installed, a line each in the form that `readInstalled` reads. */
  readonly installed: (name: string) => ToolCall;
  readonly readInstalled: (stdout: string) => string[];
  /** Says what is newest, where a name alone could stand for something else; null where it cannot. */
  readonly candidate: ((name: string) => ToolCall) | null;
  readonly readCandidate: (stdout: string) => string | null;
  /** To be tried in this order, until the version that is asked for is there; null for the newest. */
  readonly install: (name: string, version: string | null, isInstalled: boolean) => readonly ToolCall[];
  readonly remove: (name: string) => ToolCall;
  /** Whether what is installed is what was asked for, which may leave out an epoch or a release. */
  readonly matches: (installed: string, asked: string) => boolean;
}

/** Seconds to wait while another process changes packages. */
export const LOCK_SECONDS = 300;
