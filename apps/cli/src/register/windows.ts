import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withScheduleOptions } from '../schedule/schedule-options.ts';
import { selectorsHelp } from '../targets/parse-selectors.ts';
import { listOutput, parseCount } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

/** `window`: when changes may be made. */
export function registerWindowCommands(program: Command, context: CommandContext, run: Run): void {
  const window = program.command('window').description('maintenance windows: when changes may be made');
  const change = () => import('../commands/window/change.ts');
  const show = () => import('../commands/window/show.ts');
  withWindowOptions(window.command('create'))
    .description('make a maintenance window; prints its id')
    .argument('<name>', 'what to call it')
    .option('--compartment <compartment>', 'where it belongs: id, name or path (default: the root compartment)')
    .option('--disabled', 'it counts for nothing until it is enabled')
    .addHelpText('after', examples)
    .action((name, options) => run(async () => (await change()).makeWindow(context, name, options, new Date())));
  window
    .command('list')
    .description('maintenance windows by name, with when each opens next')
    .option('--compartment <compartment>', 'only those of this compartment (id, name or path)')
    .option('--recursive', 'with the compartments below it')
    .option('--instance <instance>', 'only those that cover this instance (id or host name)')
    .addOption(listOutput())
    .action((options) =>
      run(async () => (await import('../commands/window/list.ts')).listAllWindows(context, options, new Date())),
    );
  window
    .command('show')
    .description('one maintenance window')
    .argument('<window>', 'id or name')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((name, options) => run(async () => (await show()).showWindow(context, name, options, new Date())));
  window
    .command('occurrences')
    .description('the times that a window is open, the one that is open now first')
    .argument('<window>', 'id or name')
    .addOption(new Option('--count <number>', 'how many, up to 100').default(10).argParser(parseCount))
    .addOption(listOutput())
    .action((name, options) => run(async () => (await show()).showOccurrences(context, name, options)));
  withWindowOptions(window.command('update'))
    .description('change a maintenance window; what is not named stays as it is')
    .argument('<window>', 'id or name')
    .option('--name <name>', 'what to call it')
    .option('--compartment <compartment>', 'where it belongs (id, name or path)')
    .addOption(new Option('--disabled', 'it counts for nothing from now on').conflicts('enabled'))
    .option('--enabled', 'it counts again')
    .action((which, options) => run(async () => (await change()).changeWindow(context, which, options, new Date())));
  window
    .command('delete')
    .description('delete a maintenance window that no job requires')
    .argument('<window>', 'id or name')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeWindow(context, which, options)));
}

function withWindowOptions(command: Command): Command {
  return withScheduleOptions(command)
    .addOption(
      new Option(
        '--patch-tuesday',
        'the second Tuesday of each month at the time of --at, as --at 22:00; --offset-days 3 for the Friday after it',
      ).conflicts(['every', 'rrule', 'cron', 'on', 'interval']),
    )
    .option('--duration <length>', 'how long it is open, as 4h, 90m or 1h30m; a week at most')
    .option('--cutoff <length>', 'nothing starts from so long before its end on, as 30m (default: 0m)')
    .option('--targets <targets...>', `what it covers: ${selectorsHelp}`)
    .option('--target-file <path>', 'more of them, one a line; - reads them from stdin')
    .option('--automatic-updates <policy>', 'of the systems that it covers: leave (default), off-outside or off')
    .option('--description <text>', 'what it is for');
}

const examples = `
Examples:
  rustine window create nights --every day --start "2026-12-01 22:00" --zone Europe/Paris --duration 4h --cutoff 30m --targets group:web
  rustine window create "patch night" --patch-tuesday --offset-days 3 --at 22:00 --zone Europe/Paris --duration 6h --targets compartment:prod`;
