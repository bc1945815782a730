import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { listFormats } from '../output/write-rows.ts';
import type { Run } from './run.ts';

/** `compliance`, `report`: what is known. Each module is loaded when its command runs, not before. */
export function registerFleetCommands(program: Command, context: CommandContext, run: Run): void {
  const compliance = program.command('compliance').description('who misses security updates');
  compliance
    .command('report')
    .description('the compliance report: instances that miss security updates, with their CVEs')
    .addOption(new Option('--compartment <compartment>', 'only this compartment (id, name or path)').conflicts('group'))
    .option('--recursive', 'with the compartments below it')
    .option('--group <group>', 'only this managed instance group (id or name)')
    .option('--show-details', 'each missing update with its versions and CVEs')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json', 'csv']).default('text'))
    .action((options) =>
      run(async () => (await import('../commands/compliance/report.ts')).reportCompliance(context, options)),
    );

  const report = program.command('report').description('the CSV reports that instances sent');
  report
    .command('list')
    .description('reports, newest first')
    .option('--instance <instance>', 'of this instance (id or host name)')
    .option('--work-request <id>', 'of this work request')
    .option('--kind <kind>', 'of this kind, such as available-updates')
    .option('--state <state>', 'in this state, such as QUARANTINED')
    .addOption(limit())
    .addOption(listOutput())
    .action((options) =>
      run(async () => (await import('../commands/report/list.ts')).listNewestReports(context, options)),
    );
  report
    .command('get')
    .description('the CSV of a report, byte for byte')
    .argument('<report>', 'id')
    .option('--file <path>', 'write it there instead of to the terminal')
    .action((id, options) =>
      run(async () => (await import('../commands/report/get.ts')).downloadReport(context, id, options)),
    );
}

export function listOutput(): Option {
  return new Option('-o, --output <format>', 'how to print it').choices([...listFormats]).default('table');
}

export function limit(): Option {
  return new Option('--limit <number>', 'at most this many').default(50).argParser(parseCount);
}

/** A whole number of at least 1. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError('give a whole number of at least 1.');
  return number;
}
