import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type AtWindowEnd,
  type Forecast,
  type PowerRule,
  type Targets,
  type WavePlan,
  type WindowRule,
} from '@rustine/contract';
import { validateDocument, type CommandDocument, type Platform } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { requireNamedDocuments } from './asked/require-named-documents.ts';
import { commandTimeout } from './command-timeout.ts';
import type { TargetInstance, WorkNeeds } from './needs.ts';
import type { Pins } from './sql/pins.ts';
import type { NewWave } from './sql/work-waves.ts';
import { requireFirstWave } from './waves/require-first-wave.ts';

export interface StartWorkRequest {
  readonly documentName: string;
  /** The default version unless given. */
  readonly documentVersion?: number | undefined;
  /** It runs on these and on those that `targets` name. */
  readonly instanceIds?: readonly string[] | undefined;
  readonly targets?: Targets | undefined;
  /** SSM wire format: each value a list of strings. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly createdBy: string;
  /** SSM's forms, `10` or `10%`; 50 unless given. */
  readonly maxConcurrency?: string | undefined;
  /** SSM's forms; none is borne unless given. */
  readonly maxErrors?: string | undefined;
  readonly comment?: string | undefined;
  /** The work request whose invocations it repeats. */
  readonly retryOf?: string | undefined;
  /** The versions to which a retry is bound, as what it repeats was. */
  readonly pins?: Pins | undefined;
  /** What a person has to know of how it came about; told in its log. */
  readonly notes?: readonly string[] | undefined;
  /** A second ask with the same key gets the first one's work request. */
  readonly idempotencyKey?: string | undefined;
  /** Seconds that an instance has to take the command, from its turn on; an hour unless given. */
  readonly deliverySeconds?: number | undefined;
  /** The scheduled job and its execution that it carries out. */
  readonly jobId?: string | undefined;
  readonly executionId?: string | undefined;
  /** One wave after another; all by max-concurrency alone unless given. */
  readonly waves?: WavePlan | undefined;
  /** Of a retry: those waves as they are left of the run that it repeats; by the plan and the targets unless given. */
  readonly repeated?: readonly NewWave[] | undefined;
  /** Refused when no instance may start now. */
  readonly mustStart?: boolean | undefined;
  /** It starts only where a window is open; at any time unless given. */
  readonly window?: WindowRule | undefined;
  /** A window was asked for and a person let it go ahead without one. */
  readonly ignoreWindow?: { readonly reason: string } | undefined;
  /** Who is off stays off unless given. */
  readonly power?: PowerRule | undefined;
  /** Who lets it go ahead although a freeze holds, and why. */
  readonly overrideFreeze?: { readonly reason: string; readonly by: string } | undefined;
  /** As it was made before the start. */
  readonly forecast?: Forecast | undefined;
  /** A part of another work request, which freezes do not hold up again. */
  readonly partOf?: string | undefined;
  /** Called in the transaction that makes the work request: both are there, or, when it throws, neither is. */
  readonly whenMade?: ((tx: Transaction, workRequestId: string) => Promise<void>) | undefined;
  /** The windows of that work request, by instance: the part begins while they are open, and ends as it does. */
  readonly within?: { readonly atEnd: AtWindowEnd; readonly windows: ReadonlyMap<string, RunWindow> } | undefined;
}

/** A window that a run has started in. */
export interface RunWindow {
  readonly name: string;
  readonly closesAt: Date;
}

export interface PlannedWork {
  readonly targets: readonly TargetInstance[];
  readonly compartmentId: string;
  readonly document: {
    readonly name: string;
    readonly version: number;
    readonly content: string;
    readonly sha256: string;
  };
  readonly timeoutSeconds: number;
}

/**
 * Checks all that a work request needs before anything is written.
 * @throws CodedError NOT_FOUND for an unknown document (also one that a step names) or instance and for a first wave of nobody, VALIDATION_FAILED naming each wrong parameter,
 * DOCUMENT_INVALID when the registered document is one that this release cannot read.
 */
export async function planWork(
  needs: Pick<WorkNeeds, 'fleet' | 'documents' | 'parameters'>,
  request: StartWorkRequest,
): Promise<PlannedWork> {
  const document = await needs.documents.getVersion(request.documentName, request.documentVersion);
  if (document === null) {
    const version = request.documentVersion === undefined ? '' : ` version ${request.documentVersion}`;
    throw new CodedError('NOT_FOUND', `There is no document ${request.documentName}${version}.`);
  }
  const parsed = requireValid(document);
  const targets = await requireTargets(needs, request);
  if (request.repeated === undefined) requireFirstWave(request.waves, targets);
  const platforms = [...new Set(targets.map(platformOf))];
  const plans = await needs.parameters.resolveRun({ document: parsed, given: request.parameters, platforms });
  await requireNamedDocuments(needs, plans);
  await requireHealthChecks(needs, request.waves, platforms);
  return {
    targets,
    compartmentId: sharedCompartment(targets),
    document,
    timeoutSeconds: commandTimeout(plans),
  };
}

/** A health check that cannot run would stop the work after its first wave. @throws CodedError with its place. */
async function requireHealthChecks(
  needs: Pick<WorkNeeds, 'documents' | 'parameters'>,
  plan: WavePlan | undefined,
  platforms: readonly Platform[],
): Promise<void> {
  for (const [index, { healthCheck }] of (plan?.waves ?? []).entries()) {
    if (healthCheck === undefined) continue;
    const { documentName, documentVersion, parameters } = healthCheck;
    const document = await needs.documents.getVersion(documentName, documentVersion);
    if (document === null) {
      const message = `There is no document ${documentName}${documentVersion === undefined ? '' : ` version ${documentVersion}`}.`;
      const details = [{ place: `body.waves.waves[${index}].healthCheck`, message }];
      throw new CodedError('NOT_FOUND', message, { details });
    }
    await needs.parameters.resolveRun({ document: requireValid(document), given: parameters, platforms });
  }
}

function requireValid({ name, content }: PlannedWork['document']): CommandDocument {
  const { document, faults } = validateDocument(content);
  if (document) return document;
  const details = faults.map(({ path, message }) => ({ place: path, message }));
  throw new CodedError('DOCUMENT_INVALID', `The document ${name} is not valid.`, { details });
}

/** Each instance once: first those that were named, in that order. */
async function requireTargets(
  needs: Pick<WorkNeeds, 'fleet'>,
  { instanceIds = [], targets }: StartWorkRequest,
): Promise<TargetInstance[]> {
  const named = await requireInstances(needs, instanceIds);
  const matched = targets === undefined ? [] : await needs.fleet.instancesForTargets(targets);
  const each = new Map([...named, ...matched].map((instance) => [instance.id, instance]));
  if (each.size > 0) return [...each.values()];
  const details = [{ place: 'body.targets', message: 'No managed instance matches the targets' }];
  throw new CodedError('NOT_FOUND', 'No managed instance matches the targets; nothing was started.', { details });
}

async function requireInstances(needs: Pick<WorkNeeds, 'fleet'>, ids: readonly string[]): Promise<TargetInstance[]> {
  const wanted = [...new Set(ids)];
  const found = new Map((await needs.fleet.findInstances(wanted)).map((instance) => [instance.id, instance]));
  const missing = ids.flatMap((id, index) =>
    found.has(id) ? [] : [{ place: `body.instanceIds[${index}]`, message: `There is no managed instance ${id}.` }],
  );
  const first = missing[0];
  if (first !== undefined) {
    const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
    throw new CodedError('NOT_FOUND', `${first.message}${more}`, { details: missing.slice(0, 100) });
  }
  return wanted.flatMap((id) => found.get(id) ?? []);
}

function platformOf({ osFamily }: TargetInstance): Platform {
  return osFamily === 'WINDOWS' ? 'windows' : 'linux';
}

/** Work over several compartments belongs to the root, whose rights reach them all. */
function sharedCompartment(targets: readonly TargetInstance[]): string {
  const [first, ...others] = new Set(targets.map(({ compartmentId }) => compartmentId));
  return first === undefined || others.length > 0 ? ROOT_COMPARTMENT_ID : first;
}
