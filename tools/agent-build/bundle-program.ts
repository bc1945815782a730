import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** The whole program as one CommonJS text, which is what a single executable takes; the same sources give the same text. */
export async function bundleProgram(root: string): Promise<string> {
  const bundle = await rolldown({
    cwd: root,
    input: join(root, 'apps/agent/src/main.ts'),
    platform: 'node',
    resolve: { conditionNames: ['@rustine/source', 'import', 'node', 'default'] },
  });
  try {
    const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false, comments: false });
    const [program, ...others] = output;
    if (others.length > 0)
      throw new Error(`the bundle is not one file: ${others.map(({ fileName }) => fileName).join(', ')}`);
    const foreign = program.imports.filter((name) => !isBuiltin(name));
    if (foreign.length > 0) throw new Error(`the bundle lacks ${foreign.join(', ')}`);
    return program.code;
  } finally {
    await bundle.close();
  }
}
