import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { collect } from './collect.ts';
import { listOutput } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

const textOutput = () =>
  new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text');

/** `power`: what switches machines on and off, and which machine is whose. */
export function registerPowerCommands(program: Command, context: CommandContext, run: Run): void {
  const power = program.command('power').description('machines that are switched off: what starts and stops them');
  registerProviders(power, context, run);
  const machine = () => import('../commands/power/machine.ts');
  power
    .command('bind')
    .description('say which provider switches an instance, and by which name it knows the machine')
    .argument('<instance>', 'id or host name')
    .argument('<provider>', 'id or name')
    .argument('<ref>', 'the machine: an instance id of the cloud, a domain, a system, an address')
    .option('--leave-on', 'runs that wake it leave it on')
    .action((instance, provider, ref, options) =>
      run(async () => (await machine()).bindMachine(context, { instance, provider, ref, ...options })),
    );
  power
    .command('unbind')
    .description('take an instance from its provider; the machine stays as it is')
    .argument('<instance>', 'id or host name')
    .action((instance) => run(async () => (await machine()).unbindMachine(context, instance)));
  power
    .command('status')
    .description('how an instance is switched, how its machine is, and when runs woke it')
    .argument('<instance>', 'id or host name')
    .option('--refresh', 'ask the provider now')
    .addOption(textOutput())
    .action((instance, options) =>
      run(async () => (await import('../commands/power/status.ts')).showMachine(context, instance, options)),
    );
  power
    .command('on')
    .description('switch a machine on; a run that woke it then leaves it on')
    .argument('<instance>', 'id or host name')
    .action((instance) => run(async () => (await machine()).switchOn(context, instance)));
  power
    .command('off')
    .description('shut a machine down; refused while a run needs it')
    .argument('<instance>', 'id or host name')
    .addOption(yes())
    .action((instance, options) => run(async () => (await machine()).switchOff(context, instance, options)));
  power
    .command('refresh')
    .description('ask the providers about all bound instances that give no sign of life; Ctrl-C ends it')
    .action(() => run(async () => (await import('../commands/power/refresh.ts')).refreshMachines(context)));
}

function registerProviders(power: Command, context: CommandContext, run: Run): void {
  const provider = power.command('provider').description('what can switch machines on and off');
  const change = () => import('../commands/power/provider.ts');
  const show = () => import('../commands/power/show-providers.ts');
  provider
    .command('list')
    .description('power providers by name, with how many instances are bound to each')
    .addOption(listOutput())
    .action((options) => run(async () => (await show()).listProviders(context, options)));
  provider
    .command('show')
    .description('one power provider with its settings')
    .argument('<provider>', 'id or name')
    .addOption(textOutput())
    .action((name, options) => run(async () => (await show()).showProvider(context, name, options)));
  withSettings(provider.command('create'))
    .description('name a power provider; prints its id. Its settings are in docs/guides/power.md')
    .argument('<name>', 'what to call it')
    .requiredOption('--kind <kind>', 'ec2, oci, libvirt, redfish, ipmi, wake-on-lan or exec')
    .action((name, options) => run(async () => (await change()).createProvider(context, name, options)));
  withSettings(provider.command('update'))
    .description('rename a power provider or change some of its settings')
    .argument('<provider>', 'id or name')
    .option('--name <name>', 'what to call it')
    .option('--unset <key>', 'a setting that is to have its default again; may be repeated', collect)
    .action((which, options) => run(async () => (await change()).changeProvider(context, which, options)));
  provider
    .command('delete')
    .description('delete a power provider to which no instance is bound')
    .argument('<provider>', 'id or name')
    .addOption(yes())
    .action((which, options) => run(async () => (await change()).removeProvider(context, which, options)));
  provider
    .command('test')
    .description('ask for the state of one machine; changes nothing')
    .argument('<provider>', 'id or name')
    .argument('<ref>', 'the name by which the provider knows the machine')
    .action((which, ref) => run(async () => (await change()).testProvider(context, which, ref)));
}

function withSettings(command: Command): Command {
  return command
    .option('--set <key=value>', 'a setting, such as region=eu-west-3; may be repeated', collect)
    .option('--settings-file <file>', 'settings as a JSON object; - for standard input');
}
