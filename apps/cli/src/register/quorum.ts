import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { listOutput, parseCount } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

/** `quorum`: instances of which only some may be down at a time. */
export function registerQuorumCommands(program: Command, context: CommandContext, run: Run): void {
  const quorum = program
    .command('quorum')
    .description('instances of which only some may be down for a reboot at a time');
  const change = () => import('../commands/quorum/change.ts');
  quorum
    .command('list')
    .description('quorum sets by name, with who reboots now and who waits')
    .option('--instance <instance>', 'only those that this instance is in (id or host name)')
    .addOption(listOutput())
    .action((options) => run(async () => (await import('../commands/quorum/list.ts')).listSets(context, options)));
  quorum
    .command('show')
    .description('one set: its instances, who has a lease to reboot, and who waits for one')
    .argument('<set>', 'id or name')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((which, options) =>
      run(async () => (await import('../commands/quorum/show.ts')).showSet(context, which, options)),
    );
  quorum
    .command('create')
    .description('make a set; prints its id')
    .argument('<name>', 'what to call it')
    .argument('<instances...>', 'ids or host names, two or more')
    .option('--max-down <count>', 'how many of them may be down at a time', parseCount, 1)
    .option('--compartment <compartment>', 'where it belongs: id, name or path (default: the root compartment)')
    .action((name, instances, options) =>
      run(async () => (await change()).makeSet(context, { name, instances, ...options })),
    );
  quorum
    .command('update')
    .description('rename or move a set, change how many may be down, or name other instances in place of its own')
    .argument('<set>', 'id or name')
    .argument('[instances...]', 'ids or host names')
    .option('--name <name>', 'what to call it')
    .option('--max-down <count>', 'how many of them may be down at a time', parseCount)
    .option('--compartment <compartment>', 'where it belongs (id, name or path)')
    .action((which, instances, options) =>
      run(async () => (await change()).changeSet(context, which, { instances, ...options })),
    );
  quorum
    .command('delete')
    .description('delete a set; its instances reboot without a lease from then on')
    .argument('<set>', 'id or name')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeSet(context, which, options)));
  quorum
    .command('release')
    .description('end the lease of a machine that will not come back, so that the others go on')
    .argument('<set>', 'id or name')
    .argument('<instance>', 'id or host name')
    .requiredOption('--reason <text>', 'why; it is kept in the audit')
    .action((which, instance, options) =>
      run(async () => (await change()).releaseLease(context, which, { instance, ...options })),
    );
}
