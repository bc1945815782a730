import classes from './label-list.module.css';

/** Labels by their key; nothing for none. */
export function LabelList({ labels }: { labels: Readonly<Record<string, string>> }) {
  const entries = Object.entries(labels).toSorted(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  return (
    <span className={classes.list}>
      {entries.map(([key, value]) => (
        <span key={key} className={classes.label}>
          <span className={classes.key}>{key}</span>
          {value !== '' && `=${value}`}
        </span>
      ))}
    </span>
  );
}
