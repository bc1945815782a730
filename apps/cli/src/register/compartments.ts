import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { listOutput } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

/** `compartment`: the tree that instances and groups lie in. */
export function registerCompartmentCommands(program: Command, context: CommandContext, run: Run): void {
  const compartment = program.command('compartment').description('the tree that instances lie in');
  const change = () => import('../commands/compartment/change.ts');
  compartment
    .command('list')
    .description('all compartments by their path')
    .addOption(listOutput())
    .action((options) =>
      run(async () => (await import('../commands/compartment/list.ts')).listAllCompartments(context, options)),
    );
  compartment
    .command('create')
    .description('make a compartment; prints its id')
    .argument('<name>', 'what to call it')
    .option('--parent <compartment>', 'below this one: id, name or path (default: the root compartment)')
    .action((name, options) => run(async () => (await change()).makeCompartment(context, name, options)));
  compartment
    .command('rename')
    .description('give a compartment another name')
    .argument('<compartment>', 'id, name or path')
    .argument('<name>', 'what to call it')
    .action((which, name) => run(async () => (await change()).renameCompartment(context, which, name)));
  compartment
    .command('move')
    .description('move a compartment with all that is in it')
    .argument('<compartment>', 'id, name or path')
    .argument('<parent>', 'the compartment that it shall lie below')
    .action((which, parent) => run(async () => (await change()).moveCompartment(context, which, parent)));
  compartment
    .command('delete')
    .description('delete a compartment in which nothing is left')
    .argument('<compartment>', 'id, name or path')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeCompartment(context, which, options)));
}
