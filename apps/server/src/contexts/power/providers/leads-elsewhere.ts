import type { PowerSettings } from '@rustine/contract';

/** The settings that say where a machine's name is looked up; the others say how, for how long and as whom. */
const WHERE = ['region', 'endpoint', 'uri', 'url', 'command'];

/** Whether a machine's name may be another machine's by the other settings: every controller may have a system 1. */
export function leadsElsewhere(before: PowerSettings, after: PowerSettings): boolean {
  const was = new Map<string, unknown>(Object.entries(before));
  const becomes = new Map<string, unknown>(Object.entries(after));
  return WHERE.some((name) => was.get(name) !== becomes.get(name));
}
