import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { builtInDocuments } from '@rustine/documents';
import { createDirectoryStore, createHistoryWriter, createIngester, createLakeReader } from '@rustine/lake';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { ServerConfig } from './config.ts';
import { createAccess } from './contexts/access/index.ts';
import { createChanges, type Changes } from './contexts/changes/index.ts';
import { createCompliance, type Compliance } from './contexts/compliance/index.ts';
import { createDocuments } from './contexts/documents/index.ts';
import { createFleet } from './contexts/fleet/index.ts';
import { createJobs, type Jobs } from './contexts/jobs/index.ts';
import { createHistory, durationsOf } from './contexts/history/index.ts';
import { claimKeys, createParameters, makeKeyText, readKeyRing } from './contexts/parameters/index.ts';
import { createQuorum, type Quorum } from './contexts/quorum/index.ts';
import { createReports, type Reports } from './contexts/reports/index.ts';
import { createWindows, type Windows } from './contexts/windows/index.ts';
import {
  claimSigningKey,
  createWork,
  loadSigningKey,
  readServerId,
  type PowerNeeds,
  type Work,
} from './contexts/work/index.ts';
import type { OpenDatabase } from './open-database.ts';
import { readOrMakeSecret } from './secrets/read-or-make-secret.ts';

export type Contexts = Awaited<ReturnType<typeof composeContexts>>;

const noPower: PowerNeeds = {
  askToWake: (tx, { invocationId, at }) => {
    throw new Error(`nobody can wake the machine of ${invocationId} at ${at.toISOString()}`, { cause: tx });
  },
  askToRestore: async () => ({ restore: false, reason: '' }),
};

export interface ComposeOptions {
  readonly config: ServerConfig;
  readonly database: OpenDatabase;
  readonly publicUrl: string;
  readonly log: Logger;
}

/** Makes every context and hands each what it needs of the others; the only place that knows them all. */
export async function composeContexts({ config, database, publicUrl, log }: ComposeOptions) {
  const { db } = database.connection;
  const clock = () => new Date();
  const metrics = new Registry();
  const keys = join(config.dataDir, 'keys');
  const signingKeyPath = join(keys, 'command-signing.jwk');
  const signingKey = await loadSigningKey(signingKeyPath);
  await claimSigningKey(db, { kid: signingKey.kid, path: signingKeyPath });
  const grantKey = await readOrMakeSecret(join(keys, 'upload-grants'), () => randomBytes(32).toString('base64url'));
  const parameterKeyPath = join(keys, 'parameters');
  const parameterKeys = readKeyRing(await readOrMakeSecret(parameterKeyPath, makeKeyText), parameterKeyPath);
  await claimKeys(db, parameterKeys);
  const serverId = await readServerId(db);
  const store = await createDirectoryStore({
    root: join(config.dataDir, 'objects'),
    publicUrl: `${publicUrl}/objects`,
    signingKey: Buffer.from(grantKey, 'base64url'),
  });
  const lakeRoot = join(config.dataDir, 'lake');
  const ingester = await createIngester({ lakeRoot });
  const lakeReader = await createLakeReader({ lakeRoot });

  const access = createAccess({ db, publicUrl: () => publicUrl });
  const documents = createDocuments({ db });
  const fleet = createFleet({
    db,
    clock,
    serverId,
    commandKeys: [signingKey.publicJwk],
    needs: {
      compliance: {
        figuresOf: (reader, ids) => compliance.figuresOf(reader, ids),
        forgetInstance: (tx, id) => compliance.forgetInstance(tx, id),
      },
      work: {
        abandonInstance: (tx, asked) => work.abandonInstance(tx, asked),
        closeLink: (id) => work.closeLink(id),
      },
      changes: { noteChanges: (id, told) => changes.noteChanges(id, told) },
      // No instance has a maintenance window yet.
      windows: { automaticUpdatesOf: async () => 'LEAVE' },
    },
  });
  const changes: Changes = createChanges({ db, log, needs: { fleet, windows: { wasOpen: async () => null } } });
  const compliance: Compliance = createCompliance({
    db,
    clock,
    log,
    needs: { work: { startWork: (wanted) => work.startWork(wanted) }, fleet },
  });
  const parameters = createParameters({
    db,
    clock,
    keys: parameterKeys,
    needs: {
      documents,
      work: {
        runOf: (id) => work.runOf(id),
        innerDocument: (workRequestId, name) => work.innerDocument(workRequestId, name),
      },
    },
  });
  const work: Work = createWork({
    db,
    address: database.address,
    log,
    clock,
    signingKey,
    serverId,
    needs: {
      fleet,
      documents,
      parameters,
      reports: {
        reportSummary: (tx, id) => reports.reportSummary(tx, id),
        newUpdatesOf: (ids) => reports.newUpdatesOf(ids),
      },
      windows: {
        requireWindows: (reader, ids, place) => windows.requireWindows(reader, ids, place),
        placesFor: (reader, asked) => windows.placesFor(reader, asked),
        freezesOn: (reader, asked) => windows.freezesOn(reader, asked),
      },
      power: noPower,
      quorum: { needsLease: (reader, id) => quorum.needsLease(reader, id) },
    },
  });
  const jobs: Jobs = createJobs({
    db,
    clock,
    log,
    publicUrl: () => publicUrl,
    needs: {
      fleet,
      documents,
      parameters,
      work,
      windows: {
        requireWindows: (reader, ids, place) => windows.requireWindows(reader, ids, place),
        placesFor: (reader, asked) => windows.placesFor(reader, asked),
        nextOpenings: (reader, asked) => windows.nextOpenings(reader, asked),
        occurrencesOf: (reader, id, span) => windows.occurrencesOf(reader, id, span),
        nextOccurrence: (reader, id, after) => windows.nextOccurrence(reader, id, after),
        freezesOn: (reader, asked) => windows.freezesOn(reader, asked),
      },
      history: { durationsOf },
    },
  });
  const windows: Windows = createWindows({
    db,
    clock,
    log,
    needs: { fleet, jobs },
  });
  const quorum: Quorum = createQuorum({ db, clock, log, needs: { fleet, work } });
  const reports: Reports = createReports({
    db,
    store,
    lake: ingester,
    clock,
    log,
    needs: { work, fleet, compliance },
    metrics,
  });

  const history = createHistory({
    db,
    log,
    clock,
    days: config.historyDays,
    needs: {
      live: { ...work.handlers, ...reports.handlers },
      work,
      reports,
      lake: { openWriter: () => createHistoryWriter({ lakeRoot }), reader: lakeReader },
    },
  });

  return {
    access,
    fleet,
    work,
    reports,
    history,
    quorum,
    parameters,
    compliance,
    windows,
    jobs,
    changes,
    metrics,
    handlers: {
      ...access.handlers,
      ...documents.handlers,
      ...parameters.handlers,
      ...fleet.handlers,
      ...changes.handlers,
      ...compliance.handlers,
      ...work.handlers,
      ...jobs.handlers,
      ...windows.handlers,
      ...quorum.handlers,
      ...reports.handlers,
      // Last: these are operations of work, which look into the lake too.
      ...history.handlers,
    },
    tasks: { ...compliance.tasks, ...work.tasks, ...jobs.tasks, ...reports.tasks, ...history.tasks },
    registerBuiltIns: () => documents.registerBuiltIns(builtInDocuments()),
    close: () => {
      ingester.close();
      lakeReader.close();
    },
  };
}
