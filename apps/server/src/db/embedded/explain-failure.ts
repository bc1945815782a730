import { EmbeddedPostgresError, type EmbeddedFault } from './embedded-postgres-error.ts';

const CAUSES: readonly { pattern: RegExp; fault: EmbeddedFault; advice: string }[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/,
    fault: 'disk-full',
    advice: 'the disk is full: make room on it',
  },
  {
    pattern: /error while loading shared libraries|cannot execute|GLIBC_/,
    fault: 'binaries-missing',
    advice: 'the PostgreSQL binaries cannot run here: set DATABASE_URL to a PostgreSQL of your own',
  },
  {
    pattern:
      /could not locate a valid checkpoint record|database files are incompatible with server|invalid checkpoint|invalid magic|is not a database cluster|could not open .*pg_control|incorrect checksum in control file|calculated CRC checksum does not match|could not read file|missing or erroneous pg_hba/,
    fault: 'cluster-broken',
    advice: 'the cluster is damaged: bring it back from a backup',
  },
  {
    pattern: /lock file ".*" already exists|pre-existing shared memory block/,
    fault: 'foreign-process',
    advice: 'another PostgreSQL is using the cluster: stop it',
  },
  {
    pattern: /Permission denied|has wrong ownership|has invalid permissions/,
    fault: 'not-permitted',
    advice: 'the account that runs PostgreSQL lacks a permission',
  },
];

/** Turns what a PostgreSQL program said before it ended into an error that names the cause and where to read on. */
export function explainFailure(
  output: string,
  { clusterDir, doing, logFile }: { clusterDir: string; doing: string; logFile?: string },
): EmbeddedPostgresError {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // The first FATAL or PANIC of the run names the cause, later ones its consequences.
  const telling =
    lines.find((line) => cause?.pattern.test(line)) ??
    lines.find((line) => /FATAL|PANIC|error:/.test(line)) ??
    lines.at(-1) ??
    'it said nothing';
  const where = logFile === undefined ? `cluster: ${clusterDir}` : `cluster: ${clusterDir}, log: ${logFile}`;
  return new EmbeddedPostgresError(
    cause?.fault ?? 'not-starting',
    `${doing}: ${cause === undefined ? '' : `${cause.advice}; `}it said "${telling}" (${where})`,
  );
}
