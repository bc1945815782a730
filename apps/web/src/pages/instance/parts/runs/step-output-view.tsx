import { SegmentedControl, Switch } from '@mantine/core';
import type { InvocationStep } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../../components/copy-button/copy-button.tsx';
import { formatBytes } from '../../../../format/format-bytes.ts';
import classes from './runs.module.css';
import { useFollow } from './use-follow.ts';

type Stream = 'stdout' | 'stderr';

/** What a step wrote: the first and the last part as the agent sent them, and how much in between was only counted. */
export function StepOutputView({ step }: { step: InvocationStep }) {
  const { t, i18n } = useTranslation();
  const [stream, setStream] = useState<Stream>(
    step.stdout.totalBytes === 0 && step.stderr.totalBytes > 0 ? 'stderr' : 'stdout',
  );
  const running = step.state === 'RUNNING';
  const [follow, setFollow] = useState(running);
  const output = step[stream];
  const box = useFollow(follow && running, output.totalBytes);
  const label = (name: Stream) => `${t(`run.${name}`)} · ${formatBytes(step[name].totalBytes, i18n.language)}`;
  const streams = (['stdout', 'stderr'] as const).map((name) => ({ value: name, label: label(name) }));
  return (
    <div className={classes.output}>
      <div className={classes.outputBar}>
        <SegmentedControl
          size="xs"
          aria-label={t('run.streams')}
          data={streams}
          value={stream}
          onChange={(value) => setStream(value)}
        />
        <span className={classes.push}>
          {running && (
            <Switch
              size="xs"
              label={t('run.follow')}
              checked={follow}
              onChange={(event) => setFollow(event.currentTarget.checked)}
            />
          )}
        </span>
        <CopyButton value={output.head + output.tail} what={t('run.showOutput', { step: step.name })} />
      </div>
      <div
        ref={box}
        className={classes.text}
        tabIndex={0}
        role="region"
        aria-label={t('run.showOutput', { step: step.name })}
      >
        {output.totalBytes === 0 ? (
          <span className={classes.quiet}>{t('run.noOutput')}</span>
        ) : (
          <>
            <pre>{output.head}</pre>
            {output.omittedBytes > 0 && (
              <div className={classes.omitted}>
                {t('run.omitted', { size: formatBytes(output.omittedBytes, i18n.language) })}
              </div>
            )}
            {output.tail !== '' && <pre>{output.tail}</pre>}
          </>
        )}
      </div>
    </div>
  );
}
