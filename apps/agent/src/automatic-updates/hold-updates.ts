import type { AutomaticUpdates, AutomaticUpdatesWish } from '@rustine/contract';
import type { Log } from '../log.ts';
import type { SwitchesRead, UpdateSwitches } from '../platform/update-switches.ts';
import type { HoldRecords } from './hold-records.ts';
import { planSteps, type Step } from './plan-steps.ts';

export interface UpdateHold {
  /** What holds on this machine, as far as it was looked at. */
  told(): AutomaticUpdates;
  /**
   * Brings the machine to what is wished and answers whether there is something else to tell now. What does not work is
   * told and tried again next time. Throws JournalError alone.
   */
  heed(wish: AutomaticUpdatesWish): Promise<boolean>;
  /** Goes on with the last wish: a hold outlives the agent, the boot, and the server's being away. */
  resume(): Promise<void>;
}

export interface HoldNeeds {
  readonly records: HoldRecords;
  readonly switches: UpdateSwitches;
  readonly log: Log;
}

export function openUpdateHold({ records, switches, log }: HoldNeeds): UpdateHold {
  const heed = async (wish: AutomaticUpdatesWish): Promise<boolean> => {
    if (wish !== records.wish()) records.saveWish(wish);
    const before = records.told();
    const told = await bring(wish, { records, switches, log });
    if (told.state === before.state && told.message === before.message) return false;
    records.saveTold(told);
    log[told.state === 'FAILED' ? 'warn' : 'info']({ state: told.state }, `automatic updates: ${told.message}`);
    return true;
  };
  return { told: () => records.told(), heed, resume: async () => void (await heed(records.wish())) };
}

async function bring(wish: AutomaticUpdatesWish, needs: HoldNeeds): Promise<AutomaticUpdates> {
  const { records, switches } = needs;
  const left: AutomaticUpdates = { state: 'LEFT', message: 'As the owner of the machine has them.' };
  if (wish === 'LEAVE' && records.found().size === 0) return left;
  const faults: string[] = [];
  let read = await readOrNote(switches, faults);
  const steps = read === null ? [] : planSteps({ wish, found: records.found(), readings: read.readings });
  faults.push(...(await takeSteps(steps, needs)));
  if (wish === 'HOLD' && steps.length > 0) {
    read = await readOrNote(switches, faults);
    const on = read?.readings.filter(({ value, off }) => value !== off) ?? [];
    if (on.length > 0 && faults.length === 0) faults.push(`${list(on.map(({ key }) => key))} did not stay off`);
  }
  if (faults.length > 0) return { state: 'FAILED', message: fit(faults.join('; ')) };
  if (wish === 'LEAVE') return left;
  return { state: 'HELD', message: describeHeld([...records.found().keys()], read?.underWay ?? []) };
}

/** As the contract has it. */
const MESSAGE_MAX = 2000;

async function readOrNote(switches: UpdateSwitches, faults: string[]): Promise<SwitchesRead | null> {
  try {
    return await switches.read();
  } catch (error) {
    faults.push((error as Error).message);
    return null;
  }
}

/** Takes the steps in order and answers what did not work; one switch that cannot be set does not keep the others. */
async function takeSteps(steps: readonly Step[], { records, switches, log }: HoldNeeds): Promise<string[]> {
  const faults: string[] = [];
  const stuck = new Set<string>();
  for (const step of steps) {
    if (step.kind === 'NOTE') records.note(step.found);
    else if (step.kind === 'FORGET') {
      if (stuck.has(step.key)) continue;
      if (step.because === 'CHANGED_BY_OTHERS')
        log.warn(
          { switch: step.key },
          'somebody changed this while automatic updates were held: it stays as they have it',
        );
      records.forget(step.key);
    } else {
      try {
        await switches.set(step.key, step.value);
      } catch (error) {
        stuck.add(step.key);
        faults.push(`${step.key}: ${(error as Error).message}`);
      }
    }
  }
  return faults;
}

function describeHeld(keys: readonly string[], underWay: readonly string[]): string {
  const off = keys.length === 0 ? 'Nothing was on that makes updates by itself.' : `Off: ${list(keys)}.`;
  const going = underWay.length === 0 ? '' : ` ${list(underWay)} had begun before and is let finish.`;
  return fit(`${off}${going}`);
}

/** Cut to what the contract takes, never in the middle of a character, which no database takes. */
function fit(message: string): string {
  return message.slice(0, MESSAGE_MAX).toWellFormed();
}

/** Without the kind in front of each subject, and each subject once. */
function list(keys: readonly string[]): string {
  return [...new Set(keys.map((key) => key.slice(key.indexOf(' ') + 1)))].join(', ');
}
