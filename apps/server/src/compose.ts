import { join } from 'node:path';
import type { Logger } from 'pino';
import { builtInDocuments } from '@rustine/documents';
import { createHistoryWriter } from '@rustine/lake';
import { Registry } from 'prom-client';
import type { ServerConfig } from './config.ts';
import { createAccess } from './contexts/access/index.ts';
import { createChanges, type Changes } from './contexts/changes/index.ts';
import { createCompliance, type Compliance } from './contexts/compliance/index.ts';
import { createDocuments } from './contexts/documents/index.ts';
import { createFleet } from './contexts/fleet/index.ts';
import { createHistory, durationsOf } from './contexts/history/index.ts';
import { createJobs, type Jobs } from './contexts/jobs/index.ts';
import { claimKeys, createParameters, makeKeyText, readKeyRing } from './contexts/parameters/index.ts';
import { createPower, type Power } from './contexts/power/index.ts';
import { createQuorum, type Quorum } from './contexts/quorum/index.ts';
import { createReports, type Reports } from './contexts/reports/index.ts';
import { createWindows, type Windows } from './contexts/windows/index.ts';
import { claimSigningKey, createWork, loadSigningKey, readServerId, type Work } from './contexts/work/index.ts';
import { lateBound } from './late-bound.ts';
import type { OpenDatabase } from './open-database.ts';
import { openStores } from './open-stores.ts';
import { readOrMakeSecret } from './secrets/read-or-make-secret.ts';

export type Contexts = Awaited<ReturnType<typeof composeContexts>>;

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
  const parameterKeyPath = join(keys, 'parameters');
  const parameterKeys = readKeyRing(await readOrMakeSecret(parameterKeyPath, makeKeyText), parameterKeyPath);
  await claimKeys(db, parameterKeys);
  const serverId = await readServerId(db);
  const { store, ingester, lakeReader, lakeRoot, close } = await openStores({ dataDir: config.dataDir, publicUrl });
  const shared = { db, clock, log };

  const access = createAccess({ db, publicUrl: () => publicUrl });
  const documents = createDocuments({ db });
  const fleet = createFleet({
    db,
    clock,
    serverId,
    commandKeys: [signingKey.publicJwk],
    needs: {
      compliance: lateBound((): Compliance => compliance),
      work: lateBound((): Work => work),
      changes: lateBound((): Changes => changes),
      windows: lateBound((): Windows => windows),
    },
  });
  const windows: Windows = createWindows({ ...shared, needs: { fleet, jobs: lateBound((): Jobs => jobs) } });
  const changes: Changes = createChanges({ db, log, needs: { fleet, windows } });
  const compliance: Compliance = createCompliance({
    ...shared,
    needs: { work: lateBound((): Work => work), fleet },
  });
  const parameters = createParameters({
    db,
    clock,
    keys: parameterKeys,
    needs: { documents, work: lateBound((): Work => work) },
  });
  const power: Power = createPower({
    ...shared,
    commandsDir: config.powerCommandsDir,
    needs: { fleet, parameters, work: lateBound((): Work => work) },
  });
  const quorum: Quorum = createQuorum({ ...shared, needs: { fleet, work: lateBound((): Work => work) } });
  const work: Work = createWork({
    ...shared,
    address: database.address,
    signingKey,
    serverId,
    needs: { fleet, documents, parameters, windows, power, quorum, reports: lateBound((): Reports => reports) },
  });
  const jobs: Jobs = createJobs({
    ...shared,
    publicUrl: () => publicUrl,
    needs: { fleet, documents, parameters, work, windows, power, history: { durationsOf } },
  });
  const reports: Reports = createReports({
    ...shared,
    store,
    lake: ingester,
    needs: { work, fleet, compliance },
    metrics,
  });
  const history = createHistory({
    ...shared,
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
    changes,
    compliance,
    fleet,
    history,
    jobs,
    parameters,
    power,
    quorum,
    reports,
    windows,
    work,
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
      ...power.handlers,
      ...reports.handlers,
      // Last: these are operations of work, which look into the lake too.
      ...history.handlers,
    },
    tasks: {
      ...compliance.tasks,
      ...work.tasks,
      ...jobs.tasks,
      ...power.tasks,
      ...reports.tasks,
      ...history.tasks,
    },
    registerBuiltIns: () => documents.registerBuiltIns(builtInDocuments()),
    close,
  };
}
