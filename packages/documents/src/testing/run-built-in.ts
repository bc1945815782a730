import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planDocument, resolveParameters, scriptFor, validateDocument, type Platform } from '@rustine/domain';
import { builtInDocuments } from '../assemble.ts';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of the test's own with the reports, the state and the script; removed when it goes out of scope. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  /** Runs the built-in document's script as the agent would; `uid` other than root needs root. */
  run(name: string, options?: RunOptions): Promise<Run>;
  /** The records of a report, each a map from column to cell. */
  report(kind: string): Promise<Record<string, string>[]>;
}

export interface RunOptions {
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** Put before the shell's argv: a program that becomes it. */
  readonly wrap?: readonly string[];
}

export async function makeRunFolder(): Promise<RunFolder> {
  const path = await mkdtemp(join(tmpdir(), 'rustine-documents-'));
  await chmod(path, 0o755);
  return {
    path,
    run: async (name, options = {}) => {
      const script = join(path, `${name}.sh`);
      await writeFile(script, scriptOf(name, { parameters: options.parameters ?? {}, platform: 'linux' }));
      if (options.uid !== undefined) await chown(path, options.uid, options.uid);
      return execute(script, { path, ...options });
    },
    report: async (kind) => parseRecords(await readFile(join(path, 'reports', `${kind}.csv`), 'utf8')),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** The text of the one script that runs on the platform, from the assembled document through the document language. */
export function scriptOf(
  name: string,
  {
    parameters,
    platform,
  }: { readonly parameters: Readonly<Record<string, readonly string[]>>; readonly platform: Platform },
): string {
  const content = builtInDocuments().find((document) => document.name === name)?.content ?? '';
  const { document, faults } = validateDocument(content);
  if (document === undefined) throw new Error(JSON.stringify(faults));
  const resolved = resolveParameters(document, parameters);
  if (resolved.values === undefined) throw new Error(JSON.stringify(resolved.faults));
  const runs = planDocument({ document, parameters: resolved.values, platform }).filter((step) => step.kind === 'run');
  const read = scriptFor(runs[0]?.inputs ?? {});
  if (runs.length !== 1 || 'fault' in read) throw new Error(`${runs.length} steps would run`);
  return read.script.text;
}

function execute(script: string, { path, env, uid, wrap = [] }: RunOptions & { readonly path: string }): Promise<Run> {
  return new Promise((resolve) => {
    const options = {
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        RUSTINE_REPORT_DIR: join(path, 'reports'),
        RUSTINE_STATE_DIR: join(path, 'state'),
        RUSTINE_INVOCATION_ID: 'inv-1',
        RUSTINE_INSTANCE_ID: 'mi-1',
        RUSTINE_HOSTNAME: 'host, "one"',
        ...env,
      },
      cwd: '/',
      maxBuffer: 16 * 1024 * 1024,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    };
    const [file, ...args] = [...wrap, '/bin/sh', script];
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A strict RFC 4180 reader, written apart from the one that the server uses. */
export function parseRecords(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`not RFC 4180 at ${at}: ${text.slice(at, at + 40)}`);
    const raw = match[1] ?? '';
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (match[2] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  const [header = [], ...records] = rows;
  return records.map((record) => {
    if (record.length !== header.length)
      throw new Error(`a record of ${record.length} cells under ${header.length} columns`);
    return Object.fromEntries(header.map((name, index) => [name, record[index] ?? '']));
  });
}
