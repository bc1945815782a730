import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { readKeyFile } from '../checkin/agent-key.ts';
import { readEnrollment, type Enrollment } from '../checkin/enrollment-file.ts';
import type { StatePaths } from '../checkin/state-paths.ts';
import { readJournal } from '../status/read-journal.ts';
import { about, type Finding } from './finding.ts';

/** Room for the output and the reports of a few runs; a full disk stops the agent. */
const FREE_BYTES_MIN = 200e6;

const FORBIDDEN = 'this user may not read it';

function isForbidden(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EACCES';
}

export function checkStateFolder({ root }: StatePaths): Finding {
  const { good, warning, problem } = about('state');
  const status = statSync(root, { throwIfNoEntry: false });
  if (!status) return problem(`${root} is not there`, 'install the agent, or enrol: both make it');
  if (process.platform === 'win32') return good(root);
  try {
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return problem(`this user may not write ${root}`, 'ask as root, or as the user that runs the agent');
  }
  if ((status.mode & 0o077) !== 0)
    return problem(`others than its owner may enter ${root}, where a private key is`, `chmod 0700 ${root}`);
  if (status.uid !== process.getuid?.())
    return warning(`${root} belongs to user ${status.uid}, who is not asking`, 'ask as the user that runs the agent');
  return good(`${root}, open to its owner alone`);
}

export function checkDiskSpace({ root }: StatePaths): Finding {
  const { good, warning, skipped } = about('disk');
  if (!statSync(root, { throwIfNoEntry: false })) return skipped('there is no state directory');
  const { bavail, bsize, ffree, files } = statfsSync(root);
  const free = bavail * bsize;
  const words = `${Math.round(free / 1e6)} MB free where ${root} is`;
  if (files > 0 && ffree < 1000) return warning(`only ${ffree} files can still be made there`, 'remove files');
  return free < FREE_BYTES_MIN
    ? warning(words, `keep ${FREE_BYTES_MIN / 1e6} MB free: the agent holds reports until they are published`)
    : good(words);
}

export async function checkKey({ key }: StatePaths): Promise<Finding> {
  const { good, problem, skipped } = about('key');
  try {
    const found = await readKeyFile(key);
    if (found === null)
      return problem(`${key} is not there`, 'enrol: "rustine-agent install --server URL --token-file FILE"');
    return good(`an Ed25519 key, ${found.kid}`);
  } catch (error) {
    if (isForbidden(error)) return skipped(FORBIDDEN);
    return problem(
      `${key} cannot be read: ${(error as Error).message}`,
      'put it back from a backup; without one, purge the agent and enrol anew',
    );
  }
}

export function checkEnrollment({ enrollment }: StatePaths): { finding: Finding; enrolled: Enrollment | null } {
  const { good, problem, skipped } = about('enrolment');
  try {
    const enrolled = readEnrollment(enrollment);
    if (enrolled !== null) return { finding: good(`${enrolled.instanceId} at ${enrolled.serverUrl}`), enrolled };
    const remedy =
      'make a token with "rustine agent token", then "rustine-agent install --server URL --token-file FILE"';
    return { finding: problem('this machine is not enrolled', remedy), enrolled: null };
  } catch (error) {
    if (isForbidden(error)) return { finding: skipped(FORBIDDEN), enrolled: null };
    const finding = problem(
      `${enrollment} is damaged: ${(error as Error).message}`,
      'put it back from a backup; without one, purge the agent and enrol anew',
    );
    return { finding, enrolled: null };
  }
}

/** `runs` says whether an agent holds the journal and answers from it. */
export function checkJournal({ journal }: StatePaths, runs: boolean): Finding {
  const { good, warning, problem, skipped } = about('journal');
  if (runs) return good('the running agent reads and writes it');
  const look = readJournal(journal, { check: true });
  switch (look.kind) {
    case 'none':
      return skipped('there is none yet: the first start makes it');
    case 'held':
      return warning('an agent holds it, but does not answer', 'look into its log: "journalctl -u rustine-agent"');
    case 'unreadable':
      return problem(
        `${journal} cannot be read: ${look.reason}`,
        'put it back from a backup, or move it away: commands that the agent knew may then be refused or repeated by the server',
      );
    case 'read':
      if (look.faults.length > 0)
        return problem(
          `${journal} is damaged: ${look.faults[0]}`,
          'check the disk, and put the journal back from a backup',
        );
      return good(
        `sound; ${look.work.invocations.length} invocations and ${look.work.unsentEvents} events wait for the agent`,
      );
    default:
      return look satisfies never;
  }
}
