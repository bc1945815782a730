import type { AutomaticUpdates, AutomaticUpdatesWish } from '@rustine/contract';
import type { Journal } from '../journal/open-journal.ts';
import type { Found, Step } from './plan-steps.ts';

/** What the journal holds of a hold: it outlives the agent and the boot. Each change is on disk when it returns. */
export interface HoldRecords {
  /** The server's last word; LEAVE before it said any. */
  wish(): AutomaticUpdatesWish;
  /** What was last told of it. */
  told(): AutomaticUpdates;
  found(): Found;
  saveWish(wish: AutomaticUpdatesWish): void;
  saveTold(told: AutomaticUpdates): void;
  note(found: Extract<Step, { kind: 'NOTE' }>['found']): void;
  forget(key: string): void;
}

export function openHoldRecords({ db, atomically }: Pick<Journal, 'db' | 'atomically'>): HoldRecords {
  const find = db.prepare('select wish, state, message from automatic_updates');
  const findSwitches = db.prepare('select key, found from update_switches order by position');
  const saveWish = db.prepare('update automatic_updates set wish = ?');
  const saveTold = db.prepare('update automatic_updates set state = ?, message = ?');
  // A switch that is found again stays in its place: the order of putting back is that of turning off.
  const note = db.prepare(
    `insert into update_switches (key, found) values (?, ?)
     on conflict (key) do update set found = excluded.found`,
  );
  const forget = db.prepare('delete from update_switches where key = ?');
  const row = () => find.get() as unknown as { wish: AutomaticUpdatesWish } & AutomaticUpdates;
  return {
    wish: () => row().wish,
    told: () => {
      const { state, message } = row();
      return { state, message };
    },
    found: () => {
      const rows = findSwitches.all() as unknown as { key: string; found: string | null }[];
      return new Map(rows.map(({ key, found }) => [key, found]));
    },
    saveWish: (wish) => void atomically(() => saveWish.run(wish)),
    saveTold: ({ state, message }) => void atomically(() => saveTold.run(state, message)),
    note: (found) =>
      atomically(() => {
        for (const [key, value] of found) note.run(key, value);
      }),
    forget: (key) => void atomically(() => forget.run(key)),
  };
}
