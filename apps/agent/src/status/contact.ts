import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { GrantsResponse } from '@rustine/contract';
import type { CallServer } from '../checkin/call-server.ts';
import { ContactNote } from './live-status.ts';

/** When the server was heard last. */
export interface Contact {
  heard(): void;
  linkOpened(): void;
  linkClosed(): void;
  noteStore(url: string): void;
  /** Notes what is known, at a clean end. */
  close(): void;
  read(): ContactNote & { readonly linkOpenSince: string | null };
}

/** The note on disk is for a reader who finds no agent running; a crash may cost its newest minutes, so it is not fsynced. */
const NOTE_MS = 300_000;

/** Remembers contacts, and notes them in a file now and then; a file that cannot be written costs the note alone. */
export function openContact(path: string, now: () => number): Contact {
  let { lastContactAt, storeOrigin } = readContactNote(path);
  let linkOpenSince: string | null = null;
  let notedAt = Number.NEGATIVE_INFINITY;
  const note = () => {
    notedAt = now();
    const beside = `${path}.part`;
    try {
      writeFileSync(beside, `${JSON.stringify({ lastContactAt, storeOrigin })}\n`, { mode: 0o600 });
      renameSync(beside, path);
    } catch {
      rmSync(beside, { force: true });
    }
  };
  const instant = () => new Date(now()).toISOString();
  return {
    heard() {
      lastContactAt = instant();
      if (Math.abs(now() - notedAt) >= NOTE_MS) note();
    },
    linkOpened() {
      linkOpenSince = instant();
    },
    linkClosed() {
      linkOpenSince = null;
    },
    noteStore(url) {
      const { origin } = new URL(url);
      if (origin === storeOrigin) return;
      storeOrigin = origin;
      note();
    },
    close: note,
    read: () => ({ lastContactAt, storeOrigin, linkOpenSince }),
  };
}

/** The note that the last agent left; all null when there is none, or none that can be read. */
export function readContactNote(path: string): ContactNote {
  try {
    return ContactNote.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { lastContactAt: null, storeOrigin: null };
  }
}

/** Calls as `call` does, and tells `contact` of what came of it. */
export function callsNoted(call: CallServer, contact: Contact): CallServer {
  return async (path, options) => {
    const answer = await call(path, options);
    contact.heard();
    if (path === 'grants') {
      const { grants, manifest } = GrantsResponse.parse(answer);
      const grant = manifest ?? grants[0]?.grant;
      if (grant) contact.noteStore(grant.url);
    }
    return answer;
  };
}
