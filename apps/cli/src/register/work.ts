import { Option, type Command } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withPlanOptions } from './plan-options.ts';
import type { Run } from './run.ts';
import { selectorsHelp } from '../targets/parse-selectors.ts';
import { limit, listOutput, parseCount } from './fleet.ts';
import { textOrJson, timeout, waitHelp, waitWords } from './wait-options.ts';
import { yes } from './yes-option.ts';

/** `work-request`, `run`, `scan`: what is done. */
export function registerWorkCommands(program: Command, context: CommandContext, run: Run): void {
  const workRequest = program.command('work-request').description('what was asked for and what came of it');
  workRequest
    .command('list')
    .description('work requests, newest first')
    .option('--state <state>', 'in this state, such as FAILED')
    .option('--instance <instance>', 'that have this instance among their targets (id or host name)')
    .option('--document <name>', 'that ran this document')
    .option('--search <text>', 'with this text in document, comment, reason, name of who asked or of an instance')
    .option('--since <time>', 'made at this time or later: a day, an instant, or how long ago, as 30d')
    .option('--until <time>', 'made before this time')
    .option('--archived', 'also those that were cleaned up and are in the lake only')
    .addOption(limit())
    .addOption(listOutput())
    .action((options) =>
      run(async () => (await import('../commands/work-request/list.ts')).listNewestWork(context, options)),
    );
  workRequest
    .command('show')
    .description('one work request with its invocations')
    .argument('<work-request>', 'id')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((id, options) =>
      run(async () => (await import('../commands/work-request/show.ts')).showWorkRequest(context, id, options)),
    );
  workRequest
    .command('logs')
    .description('what happened, in order, and the output of the steps')
    .argument('<work-request>', 'id')
    .option('--no-steps', 'without the output of the steps')
    .option('--follow', 'what its steps write from now on and so far, to its end; exit code as of run --wait')
    .option('--full', 'instead: all that one step wrote, and nothing else')
    .option('--step <name>', 'with --full: of this step')
    .addOption(new Option('--stream <stream>', 'with --full').choices(['stdout', 'stderr']).default('stdout'))
    .option('--instance <instance>', 'with --full: on this instance (id or name)')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((id, { full, step, stream, instance, ...options }) =>
      run(async () => {
        if (full !== true) return (await import('../commands/work-request/logs.ts')).showWorkLog(context, id, options);
        if (step === undefined) throw new CliError('--full needs --step NAME.', exitCodes.USAGE);
        const asked = { step, stream, ...(instance !== undefined && { instance }) };
        return (await import('../commands/work-request/print-output.ts')).printStepOutput(context, id, asked);
      }),
    );

  workRequest
    .command('cancel')
    .description('cancel a work request: what has not started never starts, what runs is ended')
    .argument('<work-request>', 'id')
    .option('--invocation <id>', 'only this one; the others go on')
    .addOption(yes())
    .option('--wait', 'follow it to its end; exit code 5 when it was canceled, 1 when something had failed before')
    .action((id, options) =>
      run(async () => (await import('../commands/work-request/cancel.ts')).cancelWork(context, id, options)),
    );
  workRequest
    .command('resume')
    .description('go on with the next wave although one failed; retry runs what failed again first')
    .argument('<work-request>', 'id; work-request show tells when it is halted')
    .option('--reason <text>', 'why, for those who look at it later; it is audited')
    .option('--wait', 'follow it to its end with the output of each instance; Ctrl-C leaves, and it goes on')
    .action((id, options) =>
      run(async () => (await import('../commands/work-request/resume.ts')).resumeWork(context, id, options)),
    );
  workRequest
    .command('retry')
    .description('run the same again on the instances where it did not succeed, each in its wave')
    .argument('<work-request>', 'id; it has ended, or is halted: then it ends, and what waits is taken up too')
    .option(
      '--states <states...>',
      'how their invocations ended (default: FAILED TIMED_OUT SKIPPED; CANCELED may be named too)',
    )
    .option('--no-waves', 'all of them by --max-concurrency alone')
    .option('--override-freeze <reason>', 'run although a freeze holds; it is audited')
    .option('--wait', waitWords)
    .addOption(timeout())
    .addOption(textOrJson())
    .addHelpText('after', waitHelp)
    .action((id, options) =>
      run(async () => (await import('../commands/work-request/retry.ts')).retryWork(context, id, options)),
    );

  const command = program
    .command('run')
    .description('run a document on instances now')
    .argument('<document>', 'name, such as Rustine-ScanInstance')
    .option('--targets <targets...>', selectorsHelp)
    .option('--target-file <path>', 'more of them, one a line; - reads them from stdin')
    .addOption(new Option('--document-version <number>', 'instead of the default version').argParser(parseCount))
    .option(
      '--parameters <parameters...>',
      'Name=value (several times: a list), a JSON object, or @FILE that holds one',
    );
  withPlanOptions(command)
    .option('--override-freeze <reason>', 'run although a freeze holds; it is audited')
    .option('--comment <text>', 'why, for those who look at it later')
    .option('--wait', waitWords)
    .addOption(timeout())
    .addOption(textOrJson())
    .addHelpText('after', waitHelp)
    .action((name, options, command: Command) => {
      if (options.targets === undefined && options.targetFile === undefined) {
        command.error('error: name what it runs on, by --targets or --target-file');
      }
      return run(async () => (await import('../commands/run/run.ts')).runDocument(context, name, options));
    });
  program
    .command('scan')
    .description('scan instances now and follow it to its end')
    .argument('[instances...]', 'ids or host names; all instances when none is named')
    .action((names) => run(async () => (await import('../commands/scan/scan.ts')).scanInstances(context, names)));
}
