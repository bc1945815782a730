import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withScheduleOptions } from '../schedule/schedule-options.ts';
import { selectorsHelp } from '../targets/parse-selectors.ts';
import { limit, listOutput, parseCount } from './fleet.ts';
import { withPlanOptions } from './plan-options.ts';
import type { Run } from './run.ts';
import { textOrJson, timeout, waitHelp, waitWords } from './wait-options.ts';
import { yes } from './yes-option.ts';

/** `job`: what happens again and again, or once at a time. */
export function registerJobCommands(program: Command, context: CommandContext, run: Run): void {
  const job = program.command('job').description('scheduled jobs: what is done, where and when');
  const change = () => import('../commands/job/change.ts');
  const show = () => import('../commands/job/show.ts');
  withJobOptions(job.command('create').description('make a job; prints its id').argument('<name>', 'what to call it'))
    .option('--compartment <compartment>', 'where it belongs: id, name or path (default: the root compartment)')
    .option('--no-window', 'with --with-window: also what has not started when it closes may start')
    .addHelpText('after', examples)
    .action((name, options) => run(async () => (await change()).makeJob(context, name, options, new Date())));
  job
    .command('list')
    .description('jobs by name, with what they do and when they run next')
    .option('--compartment <compartment>', 'only those of this compartment (id, name or path)')
    .option('--recursive', 'with the compartments below it')
    .option('--state <state>', 'active, paused or ended')
    .option('--search <text>', 'with this text in name or description')
    .addOption(listOutput())
    .action((options) => run(async () => (await import('../commands/job/list.ts')).listAllJobs(context, options)));
  job
    .command('show')
    .description('one job, in plain words')
    .argument('<job>', 'id or name')
    .addOption(textOrJson())
    .action((which, options) => run(async () => (await show()).showJob(context, which, options)));
  withJobOptions(
    job
      .command('update')
      .description('change a job; what is not named stays, and what has started is not changed')
      .argument('<job>', 'id or name')
      .option('--name <name>', 'what to call it')
      .option('--compartment <compartment>', 'where it belongs (id, name or path)'),
  )
    .option('--no-waves', 'all at once from now on')
    .option('--no-window', 'at any time from now on')
    .action((which, options) => run(async () => (await change()).changeJob(context, which, options, new Date())));
  job
    .command('delete')
    .description('delete a job and cancel what has not started of it; its history stays')
    .argument('<job>', 'id or name')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeJob(context, which, options)));
  registerExecutions(job, context, run);
}

function registerExecutions(job: Command, context: CommandContext, run: Run): void {
  const change = () => import('../commands/job/change.ts');
  job
    .command('run')
    .description('run a job now, whatever its schedule says; prints the id of the work request')
    .argument('<job>', 'id or name')
    .option('--override-freeze <reason>', 'run although a freeze holds; it is audited')
    .option('--ignore-window <reason>', 'run although no window is open; it is audited')
    .addOption(yes())
    .option('--wait', waitWords)
    .addOption(timeout())
    .addOption(textOrJson())
    .addHelpText('after', waitHelp)
    .action((which, options) =>
      run(async () => (await import('../commands/job/run-now.ts')).runJobNow(context, which, options)),
    );
  for (const [verb, description] of [
    ['skip', 'skip the next execution'],
    ['unskip', 'have the next execution run after all'],
    ['pause', 'have it run no more until it is resumed'],
    ['resume', 'have it run again, from its next time on'],
  ] as const) {
    job
      .command(verb)
      .description(description)
      .argument('<job>', 'id or name')
      .action((which) => run(async () => (await change()).tellJob(context, which, verb)));
  }
  job
    .command('cancel-restart')
    .description('cancel a restart that waits for its window; one that has started is canceled by its work request')
    .argument('<job>', 'id or name')
    .option('--execution <id>', 'which, when several wait')
    .addOption(yes())
    .action((which, options) =>
      run(async () => (await import('../commands/job/cancel-restart.ts')).cancelJobRestart(context, which, options)),
    );
  job
    .command('upcoming')
    .description('the executions to come, with what moves them or stands in their way')
    .argument('[job]', 'id or name; all jobs unless named')
    .option('--until <time>', 'how far ahead, as 14d, a day or an instant; a year at most (default: 7d)')
    .option('--compartment <compartment>', 'only jobs of this compartment (id, name or path)')
    .option('--recursive', 'with the compartments below it')
    .addOption(limit().default(200))
    .addOption(listOutput())
    .action((which, options) =>
      run(async () => (await import('../commands/job/upcoming.ts')).showUpcoming(context, which, options, new Date())),
    );
  job
    .command('history')
    .description('what became of its executions, with the forecast beside what it took')
    .argument('<job>', 'id or name; of a deleted job its id')
    .option('--state <state>', 'planned, starting, started, skipped or missed')
    .addOption(limit())
    .addOption(listOutput())
    .action((which, options) =>
      run(async () => (await import('../commands/job/history.ts')).showHistory(context, which, options)),
    );
  job
    .command('forecast')
    .description('whether its next execution will fit its window, from the durations of earlier runs')
    .argument('<job>', 'id or name')
    .addOption(textOrJson())
    .action((which, options) =>
      run(async () => (await import('../commands/job/show.ts')).showForecast(context, which, options)),
    );
  job
    .command('calendar-link')
    .description(
      'a secret address at which a calendar can subscribe to the executions to come; replaces the one before',
    )
    .action(() => run(async () => (await change()).makeCalendarLink(context)));
}

function withJobOptions(command: Command): Command {
  return withPlanOptions(
    withScheduleOptions(
      command
        .option('--update-all', 'it installs all updates')
        .option('--update <types>', 'it installs updates of these types: security, bugfix, enhancement, other')
        .option(
          '--update-packages <globs...>',
          'it updates these packages, where they are installed; * and ? may stand',
        )
        .option('--install <packages...>', 'it installs these packages, as name or name=version')
        .option('--remove <packages...>', 'it removes these packages')
        .option('--document <name>', 'it runs this document')
        .addOption(
          new Option('--document-version <number>', 'with --document: not the default one').argParser(parseCount),
        )
        .option('--parameters <parameters...>', 'with --document: Name=value, a JSON object, or @FILE that holds one')
        .option('--targets <targets...>', selectorsHelp)
        .option('--target-file <path>', 'more of them, one a line; - reads them from stdin'),
    )
      .option(
        '--with-window <window>',
        'each time that this maintenance window opens (id or name); nothing starts after it has closed',
      )
      .option('--now', 'once, at once'),
  )
    .option('--missed <rule>', 'run-late:LENGTH or skip, when no server ran at its time (default: run-late:60m)')
    .option('--reboot <when>', 'if-needed, never or always (default: if-needed)')
    .option('--reboot-window <windows...>', 'restart only while one of these windows is open (ids or names)')
    .option('--reboot-at-window-end <what>', 'with --reboot-window: finish or cancel what still runs then')
    .option('--description <text>', 'what it is for');
}

const examples = `
Examples:
  rustine job create "patch night" --update security --targets label:env=prod --every month --on "2nd tue" --offset-days 3 --start "2026-12-01 22:00" --zone Europe/Paris --window any --power wake --waves canary:label:ring=0,rest
  rustine job create "openssl today" --update-packages openssl 'libssl*' --targets all --now
  rustine job create inventory --document Rustine-CollectInventory --targets all --cron "0 6 * * 1"
  rustine job create nights --update-all --targets group:web --with-window nights --missed skip`;
