import { Argument, Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { limit, listOutput, parseCount } from './fleet.ts';
import type { Run } from './run.ts';
import { yes } from './yes-option.ts';

/** `parameter`: what documents refer to as `{{ssm:name}}`. */
export function registerParameterCommands(program: Command, context: CommandContext, run: Run): void {
  const parameter = program
    .command('parameter')
    .description('stored parameters: what documents refer to as {{ssm:name}}');
  parameter
    .command('put')
    .description('store a parameter, or its next version; a secret comes from a file or a pipe')
    .argument('<name>', 'letters, digits and . - _, or a path of them such as /db/password')
    .addOption(
      new Option('--type <type>', 'of a new one; it stays for ever (default: String)').choices([
        'String',
        'StringList',
        'SecureString',
      ]),
    )
    .option('--description <text>', 'what it is for')
    .addOption(new Option('--value-file <file>', 'the value; - for standard input').conflicts('value'))
    .option('--value <text>', 'the value itself; not for a SecureString')
    .action((name, options) =>
      run(async () => (await import('../commands/parameter/put.ts')).putStored(context, name, options)),
    );
  parameter
    .command('get')
    .description('one version of a parameter')
    .argument('<name>')
    .addOption(new Option('--version <number>', 'instead of the newest').argParser(parseCount))
    .option('--with-value', 'also when it is secret; the audit log notes it')
    .addOption(
      new Option('-o, --output <format>', 'how to print it; value is the value alone, without a line break')
        .choices(['text', 'json', 'value'])
        .default('text'),
    )
    .action((name, options) =>
      run(async () => (await import('../commands/parameter/get.ts')).getStored(context, name, options)),
    );
  parameter
    .command('list')
    .description('parameters by name, without their values')
    .option('--prefix <text>', 'only those whose name begins so, such as /db/')
    .addOption(limit())
    .addOption(listOutput())
    .action((options) => run(async () => (await import('../commands/parameter/list.ts')).listStored(context, options)));
  parameter
    .command('history')
    .description('the versions of a parameter, newest first, without their values')
    .argument('<name>')
    .addOption(listOutput())
    .action((name, options) =>
      run(async () => (await import('../commands/parameter/history.ts')).showHistory(context, name, options)),
    );
  parameter
    .command('label')
    .description('give a version a label, for which {{ssm:name:label}} stands')
    .argument('<name>')
    .addArgument(new Argument('<version>').argParser(parseCount))
    .argument('<label>')
    .action((name, version, label) =>
      run(async () => (await import('../commands/parameter/label.ts')).labelStored(context, name, { version, label })),
    );
  parameter
    .command('delete')
    .description('delete a parameter with all its versions')
    .argument('<name>')
    .addOption(yes())
    .action((name, options) =>
      run(async () => (await import('../commands/parameter/delete.ts')).deleteStored(context, name, options)),
    );
}
