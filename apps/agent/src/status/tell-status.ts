import type { DatabaseSync } from 'node:sqlite';
import type { BuildInfo } from '../build-info.ts';
import type { Contact } from './contact.ts';
import { countWork } from './count-work.ts';
import type { LiveStatus } from './live-status.ts';

export interface StatusNeeds {
  readonly db: DatabaseSync;
  readonly contact: Contact;
  readonly build: BuildInfo;
  readonly serverUrl: string;
  readonly bootId: string;
  readonly localNow: () => number;
}

/** Answers what this agent is doing, each time anew. */
export function tellStatus({ db, contact, build, serverUrl, bootId, localNow }: StatusNeeds): () => LiveStatus {
  const startedAt = new Date(localNow()).toISOString();
  const { version, commit } = build;
  return () => ({
    pid: process.pid,
    version,
    commit,
    startedAt,
    bootId,
    serverUrl,
    ...contact.read(),
    work: countWork(db),
  });
}
