import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import type { AvailableUpdate, FleetOverview } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';

const types = [
  'SECURITY',
  'BUGFIX',
  'ENHANCEMENT',
  'OTHER',
] as const satisfies readonly AvailableUpdate['updateType'][];

const fills = {
  SECURITY: 'var(--rt-bad-fill)',
  BUGFIX: 'var(--rt-warn-fill)',
  ENHANCEMENT: 'var(--rt-busy-fill)',
  OTHER: 'var(--rt-mute-fill)',
} as const;

export function TypeBars({ overview }: { overview: FleetOverview }) {
  const { t, i18n } = useTranslation();
  const data = types.map((type) => ({
    type: t(`updateType.${type}`),
    updates: overview.updatesAvailable[type] ?? 0,
    color: fills[type],
  }));
  const list = data.map(({ type, updates }) => `${type} ${updates}`).join(', ');
  return (
    <div role="img" aria-label={t('fleet.byTypeLabel', { list })}>
      <BarChart
        h={172}
        data={data}
        dataKey="type"
        orientation="vertical"
        series={[{ name: 'updates', color: 'var(--rt-bad-fill)' }]}
        maxBarWidth={22}
        gridAxis="none"
        withTooltip={false}
        withXAxis={false}
        withBarValueLabel
        valueFormatter={(value) => value.toLocaleString(i18n.language)}
        barProps={{ radius: 4, isAnimationActive: false }}
        barChartProps={{ accessibilityLayer: false, margin: { right: 36, left: 0, top: 0, bottom: 0 } }}
        yAxisProps={{ width: 88 }}
        aria-hidden
      />
    </div>
  );
}
