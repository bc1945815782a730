import { getAsset, isSea } from 'node:sea';
import packageJson from '../package.json' with { type: 'json' };

export interface BuildInfo {
  readonly version: string;
  /** The last commit that changed the agent's sources; null when it runs from them. */
  readonly commit: string | null;
  /** Whether this is the one-file build, which needs no Node on the machine. */
  readonly oneFile: boolean;
}

export function readBuildInfo(): BuildInfo {
  if (!isSea()) return { version: packageJson.version, commit: null, oneFile: false };
  const { version, commit } = JSON.parse(getAsset('build.json', 'utf8')) as Pick<BuildInfo, 'version' | 'commit'>;
  return { version, commit, oneFile: true };
}
