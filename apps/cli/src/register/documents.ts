import { Argument, Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { listOutput, parseCount } from './fleet.ts';
import type { Run } from './run.ts';

const textOrJson = () =>
  new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text');
const version = (flags: string, what: string) => new Option(flags, what).argParser(parseCount);

/** `document`: what may be run. */
export function registerDocumentCommands(program: Command, context: CommandContext, run: Run): void {
  const document = program.command('document').description('documents: what runs on instances');
  document
    .command('validate')
    .description('check a document (JSON or YAML); exit code 0 when it is valid')
    .argument('<file>')
    .action((file) => run(async () => (await import('../commands/document/validate.ts')).validateFile(context, file)));
  document
    .command('render')
    .description('what an agent would do with each step of a document; nothing runs')
    .argument('<file>')
    .addOption(
      new Option('--platform <platform>', 'of the instance').choices(['linux', 'windows']).makeOptionMandatory(),
    )
    .option('--parameters <json>', 'a JSON object; each value a string or a list of strings', '{}')
    .addOption(textOrJson())
    .action((file, options) =>
      run(async () => (await import('../commands/document/render.ts')).renderFile(context, file, options)),
    );
  document
    .command('register')
    .description('register a document, or its next version when the content changed')
    .argument('<file>', 'JSON or YAML')
    .option('--name <name>', "instead of the file's name without its extension")
    .addOption(textOrJson())
    .action((file, options) =>
      run(async () => (await import('../commands/document/register.ts')).registerFile(context, file, options)),
    );
  document
    .command('list')
    .description('the newest version of each document, or all versions of one')
    .argument('[name]')
    .addOption(listOutput())
    .action((name, options) =>
      run(async () => (await import('../commands/document/list.ts')).listRegistered(context, name, options)),
    );
  document
    .command('show')
    .description('one version of a document with its content')
    .argument('<name>')
    .addOption(version('--version <number>', 'instead of the default version'))
    .addOption(
      new Option('-o, --output <format>', 'how to print it; content is the text alone, byte for byte')
        .choices(['text', 'json', 'content'])
        .default('text'),
    )
    .action((name, options) =>
      run(async () => (await import('../commands/document/show.ts')).showDocument(context, name, options)),
    );
  document
    .command('diff')
    .description('what differs between two versions, by meaning and not by text')
    .argument('<name>')
    .addOption(version('--from <number>', 'instead of the default version'))
    .addOption(version('--to <number>', 'instead of the newest version'))
    .addOption(textOrJson())
    .action((name, options) =>
      run(async () => (await import('../commands/document/diff.ts')).diffVersions(context, name, options)),
    );
  document
    .command('set-default')
    .description('choose the version that runs when none is named')
    .argument('<name>')
    .addArgument(new Argument('<version>').argParser(parseCount))
    .action((name, number) =>
      run(async () => (await import('../commands/document/set-default.ts')).setDefault(context, name, number)),
    );
}
