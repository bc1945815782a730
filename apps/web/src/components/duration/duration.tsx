import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../format/format-duration.ts';
import { useNow } from '../../format/use-now.ts';

interface DurationProps {
  from: string | null;
  /** Null while it goes on: then it counts. */
  to: string | null;
}

function Counting({ from }: { from: string }) {
  const { i18n } = useTranslation();
  const elapsed = Math.max(0, useNow('second') - Date.parse(from));
  return <span>{formatDuration(Math.floor(elapsed / 1000) * 1000, i18n.language)}</span>;
}

export function Duration({ from, to }: DurationProps) {
  const { i18n } = useTranslation();
  if (from === null) return <span>—</span>;
  if (to === null) return <Counting from={from} />;
  return <span>{formatDuration(Date.parse(to) - Date.parse(from), i18n.language)}</span>;
}
