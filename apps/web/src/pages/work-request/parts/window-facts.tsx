import type { WorkRequestDetail } from '@rustine/sdk';
import type { TFunction } from 'i18next';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { windowsQuery } from '../../../api/windows.ts';
import type { Fact } from '../../../components/facts/facts.tsx';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { formatDuration } from '../../../format/format-duration.ts';
import { useNow } from '../../../format/use-now.ts';
import { isFinalInvocation, isFinalWorkRequest } from '../../../states/final-states.ts';
import classes from '../work-request.module.css';

type Window = NonNullable<WorkRequestDetail['window']>;

/** The windows that it holds to, when nothing starts any more, and when the last of them closes. */
export function windowFacts(work: WorkRequestDetail, t: TFunction): Fact[] {
  const { window, invocations, state } = work;
  if (window === null) return [];
  const live = !isFinalWorkRequest(state);
  const waiting = invocations.filter((run) => !isFinalInvocation(run.state) && run.startedAt === null);
  const cutoff = waiting.flatMap(({ startUntil }) => (startUntil === null ? [] : [startUntil])).toSorted()[0];
  return [
    { label: t('gate.rule'), value: <RuleNames window={window} />, wide: true },
    { label: t('gate.atEnd'), value: t(`jobs.atEndWords.${window.rule.atEnd}`) },
    ...(live && cutoff !== undefined
      ? [{ label: t('gate.cutoff'), value: <Until at={cutoff} kind="cutoffLeft" /> }]
      : []),
    ...(window.closesAt === null
      ? []
      : [
          {
            label: t('gate.closes'),
            value: live ? <Until at={window.closesAt} kind="left" /> : <LocalTime at={window.closesAt} />,
          },
        ]),
  ];
}

function RuleNames({ window: { rule } }: { window: Window }) {
  const { t, i18n } = useTranslation();
  const { windowIds } = rule;
  const { data: windows = [] } = useQuery({ ...windowsQuery(), enabled: windowIds !== undefined });
  if (windowIds === undefined) return t('gate.covering');
  return new Intl.ListFormat(i18n.language).format(
    windowIds.map((id) => windows.find((each) => each.id === id)?.name ?? id),
  );
}

function Until({ at, kind }: { at: string; kind: 'left' | 'cutoffLeft' }) {
  const { t, i18n } = useTranslation();
  const left = Date.parse(at) - useNow('relaxed');
  return (
    <>
      <LocalTime at={at} />
      <span className={classes.sub}>
        {left <= 0 ? t('gate.closed') : t(`gate.${kind}`, { duration: formatDuration(left, i18n.language) })}
      </span>
    </>
  );
}
