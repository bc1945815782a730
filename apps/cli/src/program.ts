import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { columnsOf } from './output/width.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import { registerCompartmentCommands } from './register/compartments.ts';
import type { Run } from './register/run.ts';
import { registerDocumentCommands } from './register/documents.ts';
import { registerFleetCommands } from './register/fleet.ts';
import { registerFreezeCommands } from './register/freezes.ts';
import { registerGroupCommands } from './register/groups.ts';
import { registerInstanceCommands } from './register/instances.ts';
import { registerJobCommands } from './register/jobs.ts';
import { registerParameterCommands } from './register/parameters.ts';
import { registerPowerCommands } from './register/power.ts';
import { registerProcessCommands } from './register/processes.ts';
import { registerWindowCommands } from './register/windows.ts';
import { registerScheduleCommands } from './register/schedules.ts';
import { registerQuorumCommands } from './register/quorum.ts';
import { registerWorkCommands } from './register/work.ts';

/** Parses `args` and does what they say. @throws what the command throws; wrong usage is told here and answered by 2. */
export async function runProgram(context: CommandContext, args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.OK;
  const run: Run = async (work) => {
    exitCode = (await work()) ?? exitCodes.OK;
  };
  const program = new Command('rustine')
    .description('Patch management for Linux and Windows fleets: scan, report, compliance.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => columnsOf(context.stdout, 100),
      getErrHelpWidth: () => columnsOf(context.stderr, 100),
    })
    .showHelpAfterError('(add --help for what is possible)')
    .addHelpText(
      'after',
      '\nMore: rustine help exit-codes\nTimes are UTC where no zone stands beside them. RUSTINE_URL and RUSTINE_TOKEN choose the server, RUSTINE_DATA_DIR the data directory.',
    )
    .helpCommand(false);
  program
    .command('help')
    .description('help on a command, or on exit-codes')
    .argument('[words...]')
    .action((words: string[]) => showHelp(context, program, words));
  registerProcessCommands(program, context, run);
  registerInstanceCommands(program, context, run);
  registerGroupCommands(program, context, run);
  registerCompartmentCommands(program, context, run);
  registerFleetCommands(program, context, run);
  registerWorkCommands(program, context, run);
  registerJobCommands(program, context, run);
  registerWindowCommands(program, context, run);
  registerFreezeCommands(program, context, run);
  registerScheduleCommands(program, context, run);
  registerQuorumCommands(program, context, run);
  registerDocumentCommands(program, context, run);
  registerParameterCommands(program, context, run);
  registerPowerCommands(program, context, run);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.OK : exitCodes.USAGE;
  }
  return exitCode;
}

function showHelp(context: CommandContext, program: Command, words: readonly string[]): void {
  if (words[0] === 'exit-codes') {
    context.stdout.write(exitCodesHelp);
    return;
  }
  let command = program;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) command.error(`error: there is no command "${words.join(' ')}"`);
    else command = next;
  }
  command.outputHelp();
}
