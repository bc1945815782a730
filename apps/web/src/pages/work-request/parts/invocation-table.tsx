import { Anchor } from '@mantine/core';
import type { Invocation } from '@rustine/sdk';
import { IconHourglass } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { Duration } from '../../../components/duration/duration.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { RunStateBadge } from '../../../components/state-badge/state-badges.tsx';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';
import { isFinalInvocation } from '../../../states/final-states.ts';
import classes from '../work-request.module.css';
import { CancelInvocation } from './cancel-invocation.tsx';
import { PowerCell, ReasonCell } from './gate-cells.tsx';

const column = columnsOf<Invocation>();
const byName = [{ id: 'instanceName', desc: false }];

function RunLink({ run }: { run: Invocation }) {
  return (
    <Anchor
      size="sm"
      className={classes.name}
      renderRoot={(props) => (
        <Link
          to="/instances/$instanceId"
          params={{ instanceId: run.instanceId }}
          search={{ tab: 'runs', run: run.id }}
          {...props}
        />
      )}
    >
      {run.instanceName}
    </Anchor>
  );
}

/** One that waits for its turn is PENDING too, but nobody expects its agent to do anything. */
function State({ run }: { run: Invocation }) {
  const { t } = useTranslation();
  if (run.state !== 'PENDING' || run.releasedAt !== null) return <RunStateBadge state={run.state} />;
  return (
    <ToneBadge tone="mute" icon={IconHourglass}>
      {t('work.inLine')}
    </ToneBadge>
  );
}

function elapsedMs(run: Invocation): number | undefined {
  if (run.startedAt === null || run.finishedAt === null) return undefined;
  return Date.parse(run.finishedAt) - Date.parse(run.startedAt);
}

/** Columns that only some work requests need. */
interface Shows {
  readonly live: boolean;
  readonly waves: boolean;
  readonly power: boolean;
}

function invocationColumns(t: TFunction, shows: Shows): Columns<Invocation> {
  return column.columns([
    column.accessor('state', {
      header: t('work.state'),
      cell: ({ row }) => <State run={row.original} />,
    }),
    column.accessor('instanceName', { header: t('work.instance'), cell: ({ row }) => <RunLink run={row.original} /> }),
    ...(shows.waves ? [column.accessor((run) => run.wave ?? undefined, { id: 'wave', header: t('waves.name') })] : []),
    ...(shows.power
      ? [
          column.accessor((run) => run.power ?? undefined, {
            id: 'power',
            header: t('gate.power'),
            cell: ({ row }) => <PowerCell power={row.original.power} />,
          }),
        ]
      : []),
    column.accessor('reason', {
      header: t('work.reason'),
      meta: { grow: 'sentences' },
      cell: ({ row }) => <ReasonCell run={row.original} />,
    }),
    column.accessor(elapsedMs, {
      id: 'duration',
      header: t('work.duration'),
      meta: { align: 'end' },
      cell: ({ row: { original: run } }) => (
        <Duration from={run.startedAt} to={isFinalInvocation(run.state) ? (run.finishedAt ?? run.startedAt) : null} />
      ),
    }),
    ...(shows.live
      ? [
          column.display({
            id: 'cancel',
            header: t('work.cancel'),
            meta: { align: 'end' },
            cell: ({ row }) => <CancelInvocation run={row.original} />,
          }),
        ]
      : []),
  ]);
}

interface InvocationTableProps {
  invocations: readonly Invocation[];
  /** Those of the whole work request, of which a large one shows the newest. */
  total: number;
  /** Shown from the lake: nothing of it can be canceled. */
  archived: boolean;
}

export function InvocationTable({ invocations, total, archived }: InvocationTableProps) {
  const { t } = useTranslation();
  const live = !archived && invocations.some(({ state }) => !isFinalInvocation(state));
  const waves = invocations.some(({ wave }) => wave !== null);
  const power = invocations.some((run) => run.power !== null);
  const columns = useMemo(() => invocationColumns(t, { live, waves, power }), [t, live, waves, power]);
  return (
    <Panel flush title={t('work.instances')}>
      <DataTable
        label={t('work.instances')}
        rows={invocations}
        columns={columns}
        rowId={(run) => run.id}
        initialSort={byName}
        empty={<p className={classes.none}>—</p>}
      />
      {total > invocations.length && (
        <p className={classes.none}>{t('work.shownOf', { shown: invocations.length, total })}</p>
      )}
    </Panel>
  );
}
