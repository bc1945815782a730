import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { collect } from './collect.ts';
import { listOutput } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

/** `group`: instances that are listed together, by hand or by a rule. */
export function registerGroupCommands(program: Command, context: CommandContext, run: Run): void {
  const group = program.command('group').description('managed instance groups, listed or by a rule');
  const change = () => import('../commands/group/change.ts');
  group
    .command('list')
    .description('groups by name, with how many instances are in each now')
    .option('--compartment <compartment>', 'only those of this compartment (id, name or path)')
    .option('--recursive', 'with the compartments below it')
    .addOption(listOutput())
    .action((options) => run(async () => (await import('../commands/group/list.ts')).listAllGroups(context, options)));
  group
    .command('show')
    .description('a group with the instances that are in it now')
    .argument('<group>', 'id or name')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((name, options) =>
      run(async () => (await import('../commands/group/show.ts')).showGroup(context, name, options)),
    );
  withRule(group.command('create'))
    .description('make a group; prints its id. With any condition it is dynamic: all conditions must be met')
    .argument('<name>', 'what to call it')
    .option('--compartment <compartment>', 'where it belongs: id, name or path (default: the root compartment)')
    .action((name, options) => run(async () => (await change()).makeGroup(context, name, options)));
  withRule(group.command('update'))
    .description('rename or move a group, or give a dynamic one another rule in place of its own')
    .argument('<group>', 'id or name')
    .option('--name <name>', 'what to call it')
    .option('--compartment <compartment>', 'where it belongs (id, name or path)')
    .action((which, options) => run(async () => (await change()).changeGroup(context, which, options)));
  group
    .command('delete')
    .description('delete a group; its instances stay')
    .argument('<group>', 'id or name')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeGroup(context, which, options)));
  for (const [verb, description] of [
    ['add', 'add instances to a listed group'],
    ['remove', 'take instances out of a listed group'],
  ] as const) {
    group
      .command(verb)
      .description(description)
      .argument('<group>', 'id or name')
      .argument('<instances...>', 'ids or host names')
      .action((which, instances) =>
        run(async () => (await change()).changeMembers(context, which, { verb, instances })),
      );
  }
}

function withRule(command: Command): Command {
  return command
    .option('--with-label <key=value>', 'condition: has this label; may be repeated', collect)
    .option('--with-os-family <family>', 'condition: LINUX or WINDOWS')
    .option('--with-os-name <glob>', 'condition: the name of the system, as "Debian*"')
    .option('--with-os-version <glob>', 'condition: the version of the system, as "12*"')
    .option('--within <compartment>', 'condition: lies in this compartment (id, name or path)')
    .option('--recursive', 'or in one below it');
}
