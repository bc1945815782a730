import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../../components/error-panel/error-panel.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import panel from '../../components/panel/panel.module.css';
import { useNow } from '../../format/use-now.ts';
import { dayOf, ownZone, regional } from '../../format/zoned-time.ts';
import classes from './calendar.module.css';
import { Legend } from './parts/legend.tsx';
import { addMonths } from './parts/month.ts';
import { MonthGrid } from './parts/month-grid.tsx';
import { MonthList } from './parts/month-list.tsx';
import { Subscribe } from './parts/subscribe.tsx';
import { useCalendar } from './parts/use-calendar.ts';

const route = getRouteApi('/calendar');

/** Executions, windows and freezes of a month, on the clock of the one who looks. */
export function CalendarPage() {
  const { t, i18n } = useTranslation();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const zone = ownZone();
  const today = dayOf(useNow('relaxed'), zone);
  const month = search.month ?? today.slice(0, 7);
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const view = search.view ?? 'month';
  const { weeks, days, upcoming } = useCalendar(month, zone);
  const name = new Intl.DateTimeFormat(regional(i18n.language), {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
  const go = (change: typeof search) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const step = { variant: 'default', size: 'md' } as const;
  return (
    <>
      <PageHeader title={t('calendar.title')} subtitle={t('calendar.subtitle')} actions={<Subscribe />} />
      <section className={panel.panel} aria-label={name}>
        <div className={classes.bar}>
          <div className={classes.step}>
            <ActionIcon
              {...step}
              aria-label={t('calendar.previous')}
              onClick={() => go({ month: addMonths(month, -1) })}
            >
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
            <h2 className={classes.month} aria-live="polite">
              {name}
            </h2>
            <ActionIcon
              {...step}
              aria-label={t('calendar.following')}
              onClick={() => go({ month: addMonths(month, 1) })}
            >
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
            <Button variant="default" size="xs" onClick={() => go({ month: undefined })}>
              {t('calendar.today')}
            </Button>
          </div>
          {!isNarrow && (
            <SegmentedControl
              size="xs"
              aria-label={t('calendar.view')}
              value={view}
              onChange={(value) => go({ view: value === 'list' ? 'list' : undefined })}
              data={[
                { value: 'month', label: t('calendar.month') },
                { value: 'list', label: t('calendar.list') },
              ]}
            />
          )}
        </div>
        {upcoming.isError && <ErrorPanel error={upcoming.error} onRetry={() => void upcoming.refetch()} />}
        {upcoming.isPending && <TableSkeleton rows={8} />}
        {upcoming.data !== undefined &&
          (view === 'list' || isNarrow ? (
            <MonthList month={month} name={name} zone={zone} executions={upcoming.data.items} />
          ) : (
            <MonthGrid month={month} name={name} zone={zone} today={today} weeks={weeks} days={days} />
          ))}
        {upcoming.data?.complete === false && <p className={classes.none}>{t('calendar.incomplete')}</p>}
        <Legend zone={zone} bare={view === 'list' || isNarrow} />
      </section>
    </>
  );
}
