import { useTranslation } from 'react-i18next';
import { weekdayName } from '../../../components/schedule-form/weekday-name.ts';
import { weekdays } from '../../../components/schedule-form/schedule-draft.ts';
import classes from '../calendar.module.css';
import { DayCell } from './day-cell.tsx';
import type { CalendarDay } from './fill-days.ts';

export interface MonthGridProps {
  month: string;
  /** In words. */
  name: string;
  zone: string;
  today: string;
  weeks: readonly (readonly string[])[];
  days: ReadonlyMap<string, CalendarDay>;
}

const nothing: CalendarDay = { runs: [], windows: [], freezes: [] };

/** A month as a table of weeks; each execution in it is a link. */
export function MonthGrid({ month, name, zone, today, weeks, days }: MonthGridProps) {
  const { t, i18n } = useTranslation();
  return (
    <table className={classes.grid} aria-label={t('calendar.grid', { month: name })}>
      <thead>
        <tr>
          {weekdays.map((day) => (
            <th key={day} scope="col" abbr={weekdayName(day, i18n.language)}>
              {weekdayName(day, i18n.language, 'short')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <DayCell
                key={day}
                day={day}
                content={days.get(day) ?? nothing}
                zone={zone}
                isOutside={!day.startsWith(month)}
                isToday={day === today}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
