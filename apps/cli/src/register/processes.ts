import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { collect } from './collect.ts';
import type { Run } from './run.ts';

/** What the agent's own program does, so that a machine needs nothing but that. */
const managed = {
  install: 'run the agent of this machine as a service',
  uninstall: 'remove the service',
  status: 'what the agent of this machine is doing',
  doctor: 'look for what keeps the agent from working',
} as const;

/** `start`, `server`, `agent`, `sign-in`: what runs. */
export function registerProcessCommands(program: Command, context: CommandContext, run: Run): void {
  program
    .command('start')
    .description('server and agent on this machine: scan it, print what it is missing, stay up')
    .option('--once', 'stop after the report')
    .option('--json', 'with --once: one JSON object on stdout and nothing else there')
    .option('--port <number>', 'where the server listens on 127.0.0.1 (default: RUSTINE_PORT, else 7400)')
    .action((options) => run(async () => (await import('../commands/start/start.ts')).start(context, options)));

  program
    .command('server')
    .description('run the server in the foreground')
    .action(() => run(async () => (await import('../commands/server/run.ts')).runServer(context)));

  const agent = program.command('agent').description('the agent of this machine');
  agent
    .command('enroll')
    .description(
      'enrol this machine: RUSTINE_URL and RUSTINE_ENROLLMENT_TOKEN (or RUSTINE_ENROLLMENT_TOKEN_FILE) say where',
    )
    .action(() => run(async () => (await import('../commands/agent/run.ts')).runAgent(context, 'enroll')));
  agent
    .command('run')
    .description('run the agent in the foreground')
    .action(() => run(async () => (await import('../commands/agent/run.ts')).runAgent(context, 'run')));

  for (const [verb, description] of Object.entries(managed)) {
    agent
      .command(verb)
      .description(`${description}; its options are those of "rustine-agent ${verb}"`)
      .helpOption(false)
      .allowUnknownOption()
      .argument('[options...]')
      .action((options: string[]) =>
        run(async () =>
          (await import('../commands/agent/manage.ts')).manageAgent(context, verb as keyof typeof managed, options),
        ),
      );
  }

  agent
    .command('token')
    .description('print a one-time token for an agent to enrol with')
    .option(
      '--compartment <compartment>',
      'where its instance will be: id, name or path (default: the root compartment)',
    )
    .option('--label <key=value>', 'its instance has this label; may be repeated', collect)
    .option('--group <group>', 'its instance is a member of this listed group (id or name)')
    .action((options) =>
      run(async () => (await import('../commands/agent/token.ts')).printEnrollmentToken(context, options)),
    );

  program
    .command('sign-in')
    .description('print a link that signs you in to the console once')
    .action(() => run(async () => (await import('../commands/sign-in/sign-in.ts')).printSignInLink(context)));
}
