import { getInstancePower, unwrap, type InstancePower } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { renderFields } from '../../output/fields.ts';
import { renderTable } from '../../output/table.ts';
import { instant } from '../../output/words.ts';
import { resolveInstance } from '../../resolve-instances.ts';

type Session = InstancePower['sessions'][number];

const columns: readonly Column<Session>[] = [
  { name: 'opened_at', title: 'ASKED', value: (each) => instant(each.openedAt) },
  { name: 'phase', title: 'PHASE', value: (each) => each.phase },
  { name: 'found', title: 'FOUND', value: (each) => each.found ?? '' },
  { name: 'outcome', title: 'OUTCOME', value: (each) => each.outcome ?? '' },
  { name: 'runs', title: 'NEED IT NOW', value: (each) => each.invocationIds.length, right: true },
  { name: 'message', title: 'MESSAGE', value: (each) => each.message },
];

/** How an instance is switched, and the newest times that runs needed its machine. */
export async function showMachine(
  context: CommandContext,
  instance: string,
  { refresh = false, output }: { readonly refresh?: boolean; readonly output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const instanceId = await resolveInstance(client, instance);
  const query = refresh ? { refresh: 'true' } : {};
  const found = await unwrap(getInstancePower({ client, path: { instanceId }, query }));
  if (output === 'json') {
    context.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const { binding, sessions } = found;
  if (binding === null) {
    context.stdout.write(`${instance} is bound to no power provider: rustine power bind ${instance} PROVIDER REF\n`);
  } else {
    context.stdout.write(
      renderFields([
        ['provider', `${binding.providerName} (${binding.kind})`],
        ['machine', binding.ref],
        ['state', binding.state === null ? 'not asked yet' : `${binding.state}, ${instant(binding.stateAt)}`],
        ...(binding.message === '' ? [] : [['last answer', binding.message] as const]),
        ['after a run', binding.leaveOn ? 'left on' : 'as it was found'],
      ]),
    );
  }
  if (sessions.length > 0) context.stdout.write(`\n${renderTable(sessions, columns, context.stdout.isTTY === true)}`);
}
