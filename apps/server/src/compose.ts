import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { builtInDocuments } from '@rustine/documents';
import { createDirectoryStore, createIngester, createLakeReader } from '@rustine/lake';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { ServerConfig } from './config.ts';
import { createAccess } from './contexts/access/index.ts';
import { createCompliance, type Compliance } from './contexts/compliance/index.ts';
import { createDocuments } from './contexts/documents/index.ts';
import { createFleet } from './contexts/fleet/index.ts';
import { claimKeys, createParameters, makeKeyText, readKeyRing } from './contexts/parameters/index.ts';
import { createPower } from './contexts/power/index.ts';
import { createReports, type Reports } from './contexts/reports/index.ts';
import { claimSigningKey, createWork, loadSigningKey, readServerId, type Work } from './contexts/work/index.ts';
import type { OpenDatabase } from './open-database.ts';
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
    },
  });
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
    needs: { fleet, documents, parameters, reports: { reportSummary: (tx, id) => reports.reportSummary(tx, id) } },
  });
  const reports: Reports = createReports({
    db,
    store,
    lake: ingester,
    clock,
    log,
    needs: { work, fleet, compliance },
    metrics,
  });
  const notYet = async (): Promise<never> => Promise.reject(new Error('work does not wake machines yet'));
  const power = createPower({
    db,
    clock,
    log,
    commandsDir: config.powerCommandsDir,
    needs: { fleet, parameters, work: { wakeSettled: notYet, restoreSettled: notYet } },
  });

  return {
    access,
    fleet,
    work,
    reports,
    parameters,
    compliance,
    metrics,
    handlers: {
      ...access.handlers,
      ...documents.handlers,
      ...parameters.handlers,
      ...fleet.handlers,
      ...compliance.handlers,
      ...work.handlers,
      ...reports.handlers,
      ...power.handlers,
    },
    tasks: { ...compliance.tasks, ...work.tasks, ...reports.tasks, ...power.tasks },
    registerBuiltIns: () => documents.registerBuiltIns(builtInDocuments()),
    close: () => {
      ingester.close();
      lakeReader.close();
    },
  };
}
