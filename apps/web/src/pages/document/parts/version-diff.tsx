import { Text } from '@mantine/core';
import type { DocumentDiff } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { documentDiffQuery } from '../../../api/documents.ts';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import classes from '../document.module.css';

type Change = DocumentDiff['changes'][number];

/** What differs between two versions, by meaning: a line for each place, a script by its lines. */
export function VersionDiff({ name, from, to }: { name: string; from: number; to: number }) {
  const { t } = useTranslation();
  const query = useQuery(documentDiffQuery(name, { from, to }));
  return (
    <Loaded query={query} skeleton={<TableSkeleton rows={3} />}>
      {({ changes }) =>
        changes.length === 0 ? (
          <Text size="sm">{t('documents.same')}</Text>
        ) : (
          <ul className={classes.changes}>
            {changes.map((change) => (
              <li key={`${change.kind} ${change.path}`}>
                <span className={classes.path}>{change.path}</span>
                <pre className={classes.text}>{linesOf(change).map(renderLine)}</pre>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function linesOf(change: Change): string[] {
  switch (change.kind) {
    case 'added':
      return [`+${JSON.stringify(change.after)}`];
    case 'removed':
      return [`-${JSON.stringify(change.before)}`];
    case 'changed':
    case 'reordered':
      return [`-${JSON.stringify(change.before)}`, `+${JSON.stringify(change.after)}`];
    case 'script':
      return change.hunks.flatMap((hunk) => [`@@ ${hunk.lineBefore} ${hunk.lineAfter} @@`, ...hunk.lines]);
    default:
      return change satisfies never;
  }
}

function renderLine(line: string, index: number) {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined;
  return (
    <span key={`${index} ${line}`} className={classes.line} data-kind={kind}>
      {`${line}\n`}
    </span>
  );
}
