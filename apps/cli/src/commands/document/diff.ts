import { diffDocumentVersions, unwrap, type DocumentChange } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { plain } from '../../output/plain.ts';

export interface DiffOptions {
  /** The default version unless given. */
  readonly from?: number;
  /** The newest version unless given. */
  readonly to?: number;
  readonly output: 'text' | 'json';
}

export async function diffVersions(context: CommandContext, documentName: string, options: DiffOptions): Promise<void> {
  const { client } = await context.connection();
  const query = {
    ...(options.from !== undefined && { from: options.from }),
    ...(options.to !== undefined && { to: options.to }),
  };
  const diff = await unwrap(diffDocumentVersions({ client, path: { documentName }, query }));
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify(diff, null, 2)}\n`);
    return;
  }
  if (diff.changes.length === 0) {
    context.stderr.write(`Versions ${diff.from} and ${diff.to} of ${diff.name} mean the same.\n`);
    return;
  }
  const header = `--- ${diff.name} version ${diff.from}\n+++ ${diff.name} version ${diff.to}\n`;
  context.stdout.write(plain(header + diff.changes.map((change) => `${lines(change)}\n`).join('')));
}

function lines(change: DocumentChange): string {
  const { kind, path } = change;
  switch (kind) {
    case 'added':
      return `${path} is new: ${JSON.stringify(change.after)}`;
    case 'removed':
      return `${path} is gone: ${JSON.stringify(change.before)}`;
    case 'changed':
      return `${path}: ${JSON.stringify(change.before)} -> ${JSON.stringify(change.after)}`;
    case 'reordered':
      return `${path} in another order: ${change.before.join(', ')} -> ${change.after.join(', ')}`;
    case 'script':
      return [
        `${path}:`,
        ...change.hunks.flatMap((hunk) => [
          `  @@ line ${hunk.lineBefore} -> ${hunk.lineAfter} @@`,
          ...hunk.lines.map((line) => `  ${line}`),
        ]),
      ].join('\n');
    default:
      return kind satisfies never;
  }
}
