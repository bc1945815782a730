import { Anchor } from '@mantine/core';
import { IconCheck, IconQuestionMark, IconShieldExclamation, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ToneBadge, type Tone } from '../../../components/state-badge/tone-badge.tsx';
import { UnknownOr } from '../../../components/unknown-or/unknown-or.tsx';
import classes from '../compliance.module.css';
import { verdictOf, type ComplianceLine, type Verdict } from './verdict.ts';

const column = columnsOf<ComplianceLine>();

const looks = {
  missing: { tone: 'bad', icon: IconShieldExclamation, word: 'compliance.missingShort' },
  unknown: { tone: 'mute', icon: IconQuestionMark, word: 'compliance.unknown' },
  compliant: { tone: 'ok', icon: IconCheck, word: 'compliance.compliant' },
} as const satisfies Record<Verdict, { tone: Tone; icon: Icon; word: string }>;

const worstFirst = Object.keys(looks);

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const { tone, icon, word } = looks[verdict];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {t(word)}
    </ToneBadge>
  );
}

function NameCell({ line }: { line: ComplianceLine }) {
  return (
    <Anchor
      size="sm"
      className={classes.name}
      renderRoot={(props) => <Link to="/instances/$instanceId" params={{ instanceId: line.id }} {...props} />}
    >
      {line.displayName}
    </Anchor>
  );
}

function count(value: number | null) {
  return (
    <UnknownOr value={value}>
      {(known) => <span className={known > 0 ? classes.bad : undefined}>{known}</span>}
    </UnknownOr>
  );
}

export function complianceColumns(t: TFunction): Columns<ComplianceLine> {
  return column.columns([
    column.accessor((line) => worstFirst.indexOf(verdictOf(line)), {
      id: 'verdict',
      header: t('compliance.verdict'),
      cell: ({ row }) => <VerdictBadge verdict={verdictOf(row.original)} />,
    }),
    column.accessor('displayName', {
      header: t('compliance.instance'),
      cell: ({ row }) => <NameCell line={row.original} />,
    }),
    column.accessor('osName', { header: t('fleet.os') }),
    column.accessor((line) => line.securityUpdates ?? undefined, {
      id: 'security',
      header: t('compliance.security'),
      meta: { align: 'end' },
      cell: ({ row }) => count(row.original.securityUpdates),
    }),
    column.accessor((line) => line.cves ?? undefined, {
      id: 'cves',
      header: t('compliance.cveCount'),
      meta: { align: 'end' },
      cell: ({ row }) => count(row.original.cves),
    }),
    column.accessor((line) => line.updatesAvailable ?? undefined, {
      id: 'updates',
      header: t('compliance.updates'),
      meta: { align: 'end' },
      cell: ({ row }) => <UnknownOr value={row.original.updatesAvailable}>{(known) => known}</UnknownOr>,
    }),
    column.accessor((line) => line.lastScanAt ?? undefined, {
      id: 'lastScan',
      header: t('compliance.lastScan'),
      cell: ({ row }) => <RelativeTime at={row.original.lastScanAt} />,
    }),
  ]);
}
