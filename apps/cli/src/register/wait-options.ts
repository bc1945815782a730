import { Option } from 'commander';
import { parseCount } from './fleet.ts';

export const waitWords =
  'follow it to its end with the output of each instance; Ctrl-C cancels it, a second one leaves';

export const waitHelp = `
With --wait the exit code is 0 when all succeeded, 1 when it failed, 5 when it was canceled, 6 when it has not ended
within --timeout, and 130 when you left by a second Ctrl-C.`;

export function timeout(): Option {
  return new Option('--timeout <seconds>', 'with --wait: wait no longer than this; the run goes on').argParser(
    parseCount,
  );
}

export function textOrJson(): Option {
  return new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text');
}
