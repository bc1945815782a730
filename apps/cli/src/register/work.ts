import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Run } from './run.ts';
import { limit, listOutput, parseCount } from './fleet.ts';

/** `work-request`, `run`, `scan`: what is done. */
export function registerWorkCommands(program: Command, context: CommandContext, run: Run): void {
  const workRequest = program.command('work-request').description('what was asked for and what came of it');
  workRequest
    .command('list')
    .description('work requests, newest first')
    .option('--state <state>', 'in this state, such as FAILED')
    .option('--instance <instance>', 'that have this instance among their targets (id or host name)')
    .option('--document <name>', 'that ran this document')
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
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((id, options) =>
      run(async () => (await import('../commands/work-request/logs.ts')).showWorkLog(context, id, options)),
    );

  program
    .command('run')
    .description('run a document on instances now')
    .argument('<document>', 'name, such as Rustine-ScanInstance')
    .requiredOption('--targets <instances...>', 'ids or host names')
    .addOption(new Option('--document-version <number>', 'instead of the default version').argParser(parseCount))
    .option('--parameters <json>', 'a JSON object; each value a string or a list of strings', '{}')
    .option('--wait', 'follow it to its end; exit code 1 when it fails')
    .action((name, options) =>
      run(async () => (await import('../commands/run/run.ts')).runDocument(context, name, options)),
    );
  program
    .command('scan')
    .description('scan instances now and follow it to its end')
    .argument('[instances...]', 'ids or host names; all instances when none is named')
    .action((names) => run(async () => (await import('../commands/scan/scan.ts')).scanInstances(context, names)));
}
