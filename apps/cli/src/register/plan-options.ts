import { Option, type Command } from 'commander';
import { parseCount } from './fleet.ts';

/** How fast, in which waves, within which windows, and what becomes of machines that are off: of runs and of jobs. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('--max-concurrency <limit>', 'how many work at the same time, as 10 or 10% (default: 50)')
    .option('--max-errors <limit>', 'how many errors are borne, as 2 or 5%; one more stops the run (default: 0)')
    .option('--waves <plan>', 'one part after another, as canary:label:env=canary,10%,rest')
    .option('--bake <time>', 'with --waves: how long each wave is watched before the next, as 30m, 2h or 1d')
    .option(
      '--success <percent>',
      'with --waves: how many of a wave must succeed for the next to begin (default: 100%)',
    )
    .option('--health-check <document>', 'with --waves: must succeed on the instances of a wave before the next begins')
    .addOption(
      new Option('--health-check-version <number>', 'with --health-check: not the default one').argParser(parseCount),
    )
    .option(
      '--health-check-parameters <parameters...>',
      'with --health-check: Name=value, a JSON object, or @FILE that holds one',
    )
    .option(
      '--decide-within <time>',
      'with --waves: how long a failed wave waits for a person, in whole hours (default: 72h)',
    )
    .option('--any-versions', 'with --waves: later waves of a patch run need not install what the first one did')
    .option('--window <windows...>', 'start only while one of these maintenance windows is open (ids or names, or any)')
    .option('--at-window-end <what>', 'with --window: finish or cancel what still runs then (default: finish)')
    .option('--power <rule>', 'wake: start instances that are off, and put them back afterwards (default: leave)')
    .addOption(
      new Option(
        '--delivery-timeout <seconds>',
        'how long an instance has to take its command (default: 3600)',
      ).argParser(parseCount),
    );
}
