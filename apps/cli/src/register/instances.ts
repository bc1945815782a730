import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { collect } from './collect.ts';
import { listOutput } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

const targetsHelp = 'ids or host names, group:NAME, label:KEY=VALUE, compartment:NAME, or all';

/** `instance`: the machines that agents answer for, and where they belong. */
export function registerInstanceCommands(program: Command, context: CommandContext, run: Run): void {
  const instance = program.command('instance').description('managed instances');
  instance
    .command('list')
    .description('managed instances with the figures of their newest scan')
    .option('--compartment <compartment>', 'only those of this compartment (id, name or path)')
    .option('--recursive', 'with the compartments below it')
    .option('--group <group>', 'only members of this group (id or name)')
    .option(
      '--label <label>',
      'only those with this label, as env=prod, or env for any value; may be repeated',
      collect,
    )
    .option('--status <status>', 'only those that are ONLINE, STALE, OFFLINE, REBOOTING or STOPPED')
    .option('--os-family <family>', 'only LINUX or WINDOWS')
    .option('--search <text>', 'only those whose name holds this')
    .addOption(listOutput())
    .action((options) =>
      run(async () => (await import('../commands/instance/list.ts')).listAllInstances(context, options)),
    );
  instance
    .command('show')
    .description('one managed instance')
    .argument('<instance>', 'id or host name')
    .option('--updates', 'with the updates that it is missing')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((name, options) =>
      run(async () => (await import('../commands/instance/show.ts')).showInstance(context, name, options)),
    );
  instance
    .command('changes')
    .description('what package managers changed, by Rustine or by anyone, newest first')
    .argument('[instance]', 'id or host name; all instances without it')
    .option('--outside-window', 'only what was changed while no maintenance window of its instance was open')
    .option('--since <since>', 'how far back, as 90m, 24h, 7d or 2w, or an instant as 2026-11-20T10:00:00Z', '24h')
    .addOption(listOutput())
    .action((name, options) =>
      run(async () => (await import('../commands/instance/changes.ts')).listChanges(context, name, options)),
    );
  instance
    .command('update')
    .description('give an instance a name, labels or another compartment')
    .argument('<instance>', 'id or host name')
    .option('--name <name>', 'what to call it')
    .option('--compartment <compartment>', 'move it there (id, name or path)')
    .option('--set <key=value>', 'set a label; may be repeated', collect)
    .option('--unset <key>', 'take a label away; may be repeated', collect)
    .action((name, options) =>
      run(async () => (await import('../commands/instance/change.ts')).changeInstance(context, name, options)),
    );
  instance
    .command('label')
    .description('set labels on instances, or take them away')
    .argument('<targets...>', targetsHelp)
    .option('--set <key=value>', 'set a label; may be repeated', collect)
    .option('--unset <key>', 'take a label away; may be repeated', collect)
    .action((targets, options) =>
      run(async () => (await import('../commands/instance/change.ts')).labelInstances(context, targets, options)),
    );
  instance
    .command('move')
    .description('move instances to another compartment')
    .argument('<targets...>', targetsHelp)
    .requiredOption('--to <compartment>', 'where to (id, name or path)')
    .action((targets, options) =>
      run(async () => (await import('../commands/instance/change.ts')).moveInstances(context, targets, options)),
    );
  instance
    .command('delete')
    .description('remove an instance that is gone; its agent is refused from then on, its history stays')
    .argument('<instance>', 'id or host name')
    .addOption(yes())
    .action((name, options) =>
      run(async () => (await import('../commands/instance/change.ts')).removeInstance(context, name, options)),
    );
}
