import type { ManagedInstance } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { Figure, Figures } from '../../../components/figure/figure.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { ToneBadge, type Tone } from '../../../components/state-badge/tone-badge.tsx';

function toneOf(value: number | null, tone: Tone): Tone | undefined {
  if (value === null) return 'mute';
  return value > 0 ? tone : undefined;
}

export function InstanceFigures({ instance }: { instance: ManagedInstance }) {
  const { t, i18n } = useTranslation();
  const { securityUpdates, updatesAvailable, cves, cveState, rebootRequired, installedPackages } = instance;
  const figure = (value: number | null) => (value === null ? t('common.unknown') : value.toLocaleString(i18n.language));
  const others = updatesAvailable === null || securityUpdates === null ? null : updatesAvailable - securityUpdates;
  const reboot =
    rebootRequired === null ? t('common.unknown') : t(rebootRequired ? 'instance.rebootYes' : 'instance.rebootNo');
  return (
    <Figures>
      <Figure
        words={instance.lastScanAt === null}
        label={t('instance.securityUpdates')}
        value={figure(securityUpdates)}
        tone={toneOf(securityUpdates, 'bad')}
      />
      <Figure
        words={instance.lastScanAt === null}
        label={t('instance.otherUpdates')}
        value={figure(others)}
        tone={others === null ? 'mute' : undefined}
      />
      <Figure
        words={instance.lastScanAt === null}
        label={t('instance.cves')}
        value={figure(cves)}
        tone={toneOf(cves, 'bad')}
      >
        {cveState === 'RESOLVING' && (
          <ToneBadge tone="busy" hint={t('cves.resolvingHint')}>
            {t('cves.resolving')}
          </ToneBadge>
        )}
      </Figure>
      <Figure
        words
        label={t('instance.reboot')}
        value={reboot}
        tone={rebootRequired === null ? 'mute' : rebootRequired ? 'warn' : undefined}
      />
      <Figure
        words={instance.lastScanAt === null}
        label={t('instance.packages')}
        value={figure(installedPackages)}
        tone={installedPackages === null ? 'mute' : undefined}
      />
      <Figure words label={t('instance.lastScan')} value={<RelativeTime at={instance.lastScanAt} />} />
    </Figures>
  );
}
