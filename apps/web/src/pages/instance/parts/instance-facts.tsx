import type { ManagedInstance } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { Facts } from '../../../components/facts/facts.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import classes from '../instance.module.css';

export function InstanceFacts({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  return (
    <section className={classes.facts} aria-label={t('instance.facts')}>
      <Facts
        facts={[
          { label: t('instance.hostname'), value: instance.hostname, wide: true },
          { label: t('instance.kernel'), value: instance.kernelVersion },
          { label: t('instance.agent'), value: instance.agentVersion },
          { label: t('instance.lastCheckIn'), value: <RelativeTime at={instance.lastCheckInAt} /> },
          {
            label: t('instance.lastBoot'),
            value: <RelativeTime at={instance.lastBootAt} none={t('common.unknown')} />,
          },
          { label: t('instance.enrolled'), value: <RelativeTime at={instance.enrolledAt} /> },
          { label: t('instance.id'), value: <span className={classes.mono}>{instance.id}</span>, wide: true },
        ]}
      />
    </section>
  );
}
