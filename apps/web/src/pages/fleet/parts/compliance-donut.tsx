import '@mantine/charts/styles.layer.css';
import { DonutChart } from '@mantine/charts';
import type { FleetOverview } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import classes from '../fleet.module.css';

/** Three parts of the fleet; who was never scanned is neither fine nor not. */
export function ComplianceDonut({ overview }: { overview: FleetOverview }) {
  const { t, i18n } = useTranslation();
  const { instances, scanned, missingSecurityUpdates: missing } = overview;
  const fine = scanned - missing;
  const unknown = instances - scanned;
  const parts = [
    { name: t('fleet.upToDate'), value: fine, color: 'var(--rt-ok-fill)' },
    { name: t('fleet.missing'), value: missing, color: 'var(--rt-bad-fill)' },
    { name: t('fleet.neverScanned'), value: unknown, color: 'var(--rt-mute-fill)' },
  ];
  const percent = scanned === 0 ? '—' : (fine / instances).toLocaleString(i18n.language, { style: 'percent' });
  return (
    <div className={classes.donut}>
      <div role="img" aria-label={t('fleet.complianceLabel', { fine, missing, unknown })}>
        <DonutChart
          data={parts.filter((part) => part.value > 0)}
          size={112}
          thickness={16}
          paddingAngle={parts.filter((part) => part.value > 0).length > 1 ? 2 : 0}
          strokeWidth={0}
          withTooltip={false}
          chartLabel={percent}
          pieChartProps={{ accessibilityLayer: false }}
          pieProps={{ isAnimationActive: false, rootTabIndex: -1 }}
          aria-hidden
        />
      </div>
      <ul className={classes.legend}>
        {parts.map(({ name, value, color }) => (
          <li key={name}>
            <span className={classes.swatch} style={{ '--swatch': color } as React.CSSProperties} />
            <span>{name}</span>
            <span className={classes.count}>{value}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
