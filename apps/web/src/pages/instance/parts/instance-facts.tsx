import { compartmentPaths, type ManagedInstanceDetail } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery } from '../../../api/places.ts';
import { Facts } from '../../../components/facts/facts.tsx';
import { LabelList } from '../../../components/label-list/label-list.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import classes from '../instance.module.css';
import { InstanceGroups } from './instance-groups.tsx';

export function InstanceFacts({ instance }: { instance: ManagedInstanceDetail }) {
  const { t } = useTranslation();
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const labels = Object.keys(instance.labels).length === 0 ? t('labels.none') : <LabelList labels={instance.labels} />;
  const automatic = instance.automaticUpdates;
  return (
    <section className={classes.facts} aria-label={t('instance.facts')}>
      <Facts
        facts={[
          { label: t('instance.hostname'), value: instance.hostname, wide: true },
          {
            label: t('places.compartment'),
            value: compartmentPaths(compartments).get(instance.compartmentId) ?? t('common.loading'),
          },
          { label: t('labels.title'), value: labels, wide: true },
          { label: t('places.groups'), value: <InstanceGroups groups={instance.groups} /> },
          { label: t('instance.kernel'), value: instance.kernelVersion },
          { label: t('instance.agent'), value: instance.agentVersion },
          { label: t('instance.lastCheckIn'), value: <RelativeTime at={instance.lastCheckInAt} /> },
          {
            label: t('instance.lastBoot'),
            value: <RelativeTime at={instance.lastBootAt} none={t('common.unknown')} />,
          },
          {
            label: t('instance.automaticUpdates'),
            value:
              automatic === null ? (
                t('common.unknown')
              ) : (
                <>
                  {t(`instance.automaticUpdates${automatic.state}`)}
                  {automatic.message !== '' && (
                    <span className={classes.sub}>
                      <ServerWords>{automatic.message}</ServerWords>
                    </span>
                  )}
                </>
              ),
          },
          { label: t('instance.enrolled'), value: <RelativeTime at={instance.enrolledAt} /> },
          { label: t('instance.id'), value: <span className={classes.mono}>{instance.id}</span>, wide: true },
        ]}
      />
    </section>
  );
}
