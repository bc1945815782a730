import { access, constants, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PowerFault } from '../power-provider.ts';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * The path of a command that the operator set apart. Who may use the API names a file of that folder and nothing else,
 * and a file that others may change is not run: it would let them act as the server.
 * @throws PowerFault PERMANENT that says what is wrong with it.
 */
export async function findCommand(folder: string | undefined, name: string): Promise<string> {
  const refuse = (reason: string, cause?: unknown) => new PowerFault('PERMANENT', reason, { cause });
  if (folder === undefined) {
    throw refuse('this server runs no commands: its operator sets RUSTINE_POWER_COMMANDS_DIR to a folder with them');
  }
  if (name.includes('/') || name === '..' || name === '.') throw refuse(`${name} is not the name of a file`);
  let home: string;
  let path: string;
  try {
    home = await realpath(folder);
    path = await realpath(join(home, name));
  } catch (error) {
    throw refuse(`there is no command ${name} in ${folder}`, error);
  }
  if (dirname(path) !== home) throw refuse(`${name} leads out of ${folder}`);
  for (const place of [home, path]) {
    const { uid, mode } = await stat(place);
    const own = process.getuid?.() ?? 0;
    if (uid !== 0 && uid !== own) throw refuse(`${place} belongs to another account (uid ${uid}): chown it to root`);
    if ((mode & WRITABLE_BY_OTHERS) !== 0) throw refuse(`others may change ${place}: chmod go-w it`);
  }
  if (!(await stat(path)).isFile()) throw refuse(`${name} in ${folder} is no file`);
  try {
    await access(path, constants.X_OK);
  } catch (error) {
    throw refuse(`${path} may not be executed: chmod +x it`, error);
  }
  return path;
}
