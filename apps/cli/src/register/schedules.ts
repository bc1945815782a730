import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withScheduleOptions } from '../schedule/schedule-options.ts';
import { listOutput, parseCount } from './fleet.ts';
import type { Run } from './run.ts';

/** `schedule`: when things happen. */
export function registerScheduleCommands(program: Command, context: CommandContext, run: Run): void {
  const schedule = program.command('schedule').description('when things happen: look before you leap');
  withScheduleOptions(schedule.command('preview'))
    .description('the next runs of a schedule, with those that the change of the clock moves; no server is needed')
    .addOption(new Option('--count <number>', 'how many').default(10).argParser(parsePreviewCount))
    .option('--after <time>', 'runs later than this: an instant as 2026-10-24T00:00:00Z, a day, or 30d (default: now)')
    .addOption(listOutput())
    .addHelpText('after', examples)
    .action((options) =>
      run(async () => (await import('../commands/schedule/preview.ts')).showPreview(context, options, new Date())),
    );
}

const examples = `
Examples:
  rustine schedule preview --every day --start "2026-12-01 02:30" --zone Europe/Paris
  rustine schedule preview --every month --on "2nd tue" --offset-days 3 --start "2026-12-01 22:00" --zone America/New_York
  rustine schedule preview --cron "0 22 * * 5" --zone Asia/Kolkata`;

function parsePreviewCount(text: string): number {
  const count = parseCount(text);
  if (count > 1000) throw new InvalidArgumentError('give a number up to 1000.');
  return count;
}
