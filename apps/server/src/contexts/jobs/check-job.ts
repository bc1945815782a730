import { isDeepStrictEqual } from 'node:util';
import { CodedError, type ProblemDetail } from '@rustine/contract';
import { checkSchedule, documentOf, validateDocument, type PlannedDocument, type Platform } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { JobSpec } from './job-spec.ts';
import type { JobsNeeds } from './needs.ts';
import { remainingTargets } from './remaining-targets.ts';

/**
 * Checks all of a job that can be known before it is due, so that a mistake is told to the person who makes it and not
 * at night.
 * `before` is the job that is edited: of targets that stay as they are, instances may have been removed since.
 * @throws CodedError NOT_FOUND for a target, window or document that is not there, VALIDATION_FAILED with each place,
 * DOCUMENT_INVALID when this release cannot read the document.
 */
export async function checkJob(
  needs: JobsNeeds,
  db: Db,
  { spec, before = null }: { readonly spec: JobSpec; readonly before?: JobSpec | null },
): Promise<void> {
  refuse(shapeFaults(spec));
  const { schedule, window, reboot, action, waves } = spec;
  if (schedule.kind === 'window') {
    await needs.windows.requireWindows(db, [schedule.windowId], 'body.schedule.windowId');
  } else if (schedule.kind !== 'now') {
    refuse(checkSchedule(schedule).map(({ place, message }) => ({ place: `body.schedule.${place}`, message })));
  }
  await needs.windows.requireWindows(db, window?.windowIds ?? [], 'body.window.windowIds');
  await needs.windows.requireWindows(db, reboot?.windowIds ?? [], 'body.reboot.windowIds');
  const isAsBefore = isDeepStrictEqual(spec.targets, before?.targets);
  const { targets } = isAsBefore ? await remainingTargets(needs.fleet, spec.targets) : spec;
  const instances = await needs.fleet.instancesForTargets(targets);
  const families = new Set(instances.map(({ osFamily }) => osFamily));
  const platforms: Platform[] = [...families].map((family) => (family === 'WINDOWS' ? 'windows' : 'linux'));
  const checked = { needs, platforms: platforms.length > 0 ? platforms : (['linux'] as const) };
  await checkDocument(documentOf(action, reboot), 'body.action', checked);
  for (const [index, { healthCheck }] of (waves?.waves ?? []).entries()) {
    if (healthCheck === undefined) continue;
    const { documentName, documentVersion, parameters } = healthCheck;
    await checkDocument(
      { documentName, documentVersion, parameters },
      `body.waves.waves[${index}].healthCheck`,
      checked,
    );
  }
}

function shapeFaults({ action, reboot, schedule, window }: JobSpec): ProblemDetail[] {
  const faults: ProblemDetail[] = [];
  if (reboot !== null && action.kind === 'document')
    faults.push({ place: 'body.reboot', message: 'a document asks for its own restarts: leave this out' });
  if (reboot?.windowIds !== undefined && reboot.option === 'NEVER')
    faults.push({ place: 'body.reboot.windowIds', message: 'there is no restart to have a window: leave this out' });
  if (schedule.kind === 'window' && window?.windowIds !== undefined && !window.windowIds.includes(schedule.windowId))
    faults.push({
      place: 'body.window.windowIds',
      message: 'it would never run: name the window that it runs with among these',
    });
  return faults;
}

function refuse(details: readonly ProblemDetail[]): void {
  const [first] = details;
  if (first === undefined) return;
  const more = details.length === 1 ? '' : ` (and ${details.length - 1} more)`;
  throw new CodedError('VALIDATION_FAILED', `${first.place}: ${first.message}${more}`, { details });
}

async function checkDocument(
  { documentName, documentVersion, parameters }: PlannedDocument,
  place: string,
  { needs, platforms }: { readonly needs: JobsNeeds; readonly platforms: readonly Platform[] },
): Promise<void> {
  const found = await needs.documents.getVersion(documentName, documentVersion);
  if (found === null) {
    const version = documentVersion === undefined ? '' : ` version ${documentVersion}`;
    const message = `There is no document ${documentName}${version}.`;
    throw new CodedError('NOT_FOUND', message, { details: [{ place: `${place}.documentName`, message }] });
  }
  const { document, faults } = validateDocument(found.content);
  if (!document) {
    const details = faults.map(({ path, message }) => ({ place: path, message }));
    throw new CodedError('DOCUMENT_INVALID', `The document ${documentName} is not valid.`, { details });
  }
  try {
    await needs.parameters.resolveRun({ document, given: parameters, platforms });
  } catch (error) {
    throw error instanceof CodedError ? moved(error, place) : error;
  }
}

/** A fault of the parameters of a run, told where they stand in a job. */
function moved({ code, message, details }: CodedError, place: string): CodedError {
  const from = 'body.parameters';
  const told = details.map((detail) => ({
    ...detail,
    place: detail.place.startsWith(from) ? `${place}.parameters${detail.place.slice(from.length)}` : detail.place,
  }));
  return new CodedError(code, message.replaceAll(from, `${place}.parameters`), { details: told });
}
