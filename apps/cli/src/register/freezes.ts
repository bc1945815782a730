import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { listOutput } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

/** `freeze`: when nothing may be changed. */
export function registerFreezeCommands(program: Command, context: CommandContext, run: Run): void {
  const freeze = program.command('freeze').description('freezes: when nothing may be changed');
  const change = () => import('../commands/freeze/change.ts');
  withSource(freeze.command('create'))
    .description('make a freeze for a compartment with all below it, or for everything; prints its id')
    .argument('<name>', 'what to call it')
    .option('--compartment <compartment>', 'what it holds for: id, name or path (default: everything)')
    .option('--reason <text>', 'why nothing may be changed')
    .option('--disabled', 'it holds nothing until it is enabled')
    .action((name, options) => run(async () => (await change()).makeFreeze(context, name, options)));
  freeze
    .command('list')
    .description('freezes by name, with when each holds next')
    .option('--compartment <compartment>', 'only those of this compartment (id, name or path)')
    .option('--recursive', 'with the compartments below it')
    .option('--instance <instance>', 'only those that hold for this instance (id or host name)')
    .addOption(listOutput())
    .action((options) =>
      run(async () => (await import('../commands/freeze/list.ts')).listAllFreezes(context, options)),
    );
  freeze
    .command('show')
    .description('a freeze with the times at which it holds')
    .argument('<freeze>', 'id or name')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((name, options) =>
      run(async () => (await import('../commands/freeze/show.ts')).showFreeze(context, name, options)),
    );
  withSource(freeze.command('update'))
    .description('change a freeze; what is not named stays as it is')
    .argument('<freeze>', 'id or name')
    .option('--name <name>', 'what to call it')
    .option('--compartment <compartment>', 'what it holds for (id, name or path)')
    .option('--reason <text>', 'why nothing may be changed')
    .addOption(new Option('--disabled', 'it holds nothing from now on').conflicts('enabled'))
    .option('--enabled', 'it holds again')
    .action((which, options) => run(async () => (await change()).changeFreeze(context, which, options)));
  freeze
    .command('read')
    .description('read the calendar of a freeze now rather than at its next turn')
    .argument('<freeze>', 'id or name')
    .action((which) => run(async () => (await change()).readCalendar(context, which)));
  freeze
    .command('delete')
    .description('delete a freeze')
    .argument('<freeze>', 'id or name')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeFreeze(context, which, options)));
}

function withSource(command: Command): Command {
  return command
    .option('--from <time>', 'it holds from then on: "2026-12-20 18:00", a day, or 2026-12-20T18:00:00+01:00')
    .option('--to <time>', 'up to then, in the same forms; a day is its midnight, so that the day itself is free')
    .option('--ical-file <path>', 'it holds during the events of this calendar, which is given to the server once')
    .option('--ical-url <url>', 'it holds during the events of this calendar, which the server reads each hour')
    .option(
      '--zone <zone>',
      'the zone of the times above; of a calendar: where its whole days begin, if it does not say',
    );
}
