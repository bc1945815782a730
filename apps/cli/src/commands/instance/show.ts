import {
  compartmentPaths,
  getInstance,
  listAvailableUpdates,
  listCompartments,
  unwrap,
  type AvailableUpdate,
  type ManagedInstanceDetail,
} from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { renderFields } from '../../output/fields.ts';
import { instant, yesNo } from '../../output/words.ts';
import { renderTable } from '../../output/table.ts';
import type { Column } from '../../output/column.ts';
import { showLabels } from '../../read-labels.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { takeItems } from '../../take-items.ts';

const updateColumns: readonly Column<AvailableUpdate>[] = [
  { name: 'name', title: 'UPDATE', value: (each) => each.name },
  { name: 'type', title: 'TYPE', value: (each) => each.updateType },
  { name: 'installed', title: 'INSTALLED', value: (each) => each.installedVersion },
  { name: 'available', title: 'AVAILABLE', value: (each) => each.availableVersion },
  { name: 'cves', title: 'CVES', value: (each) => each.cves.length, shown: cveCount, right: true },
];

function cveCount(update: AvailableUpdate): string {
  return update.cvesKnown ? String(update.cves.length) : '?';
}

export async function showInstance(
  context: CommandContext,
  name: string,
  options: { updates?: boolean; output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const instanceId = await resolveInstance(client, name);
  const instance = await unwrap(getInstance({ client, path: { instanceId } }));
  const updates =
    options.updates === true
      ? await takeItems(Number.POSITIVE_INFINITY, ({ cursor }) =>
          unwrap(
            listAvailableUpdates({
              client,
              path: { instanceId },
              query: { limit: 1000, ...(cursor !== undefined && { cursor }) },
            }),
          ),
        )
      : null;
  if (options.output === 'json') {
    const shown = updates === null ? instance : { ...instance, availableUpdates: updates };
    context.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return;
  }
  const paths = compartmentPaths((await unwrap(listCompartments({ client }))).items);
  context.stdout.write(renderFields(fieldsOf(instance, paths.get(instance.compartmentId) ?? instance.compartmentId)));
  if (updates !== null && updates.length > 0) {
    context.stdout.write(`\n${renderTable(updates, updateColumns, context.stdout.isTTY === true)}`);
  }
}

function automaticUpdates({ automaticUpdates: told }: ManagedInstanceDetail): string {
  if (told === null) return 'unknown';
  return `${told.state}. ${told.message}`;
}

function fieldsOf(instance: ManagedInstanceDetail, compartment: string): [string, string][] {
  const figure = (value: number | null) => (value === null ? 'unknown: never scanned' : String(value));
  return [
    ['id', instance.id],
    ['name', instance.displayName],
    ['host name', instance.hostname],
    ['compartment', compartment],
    ['labels', showLabels(instance.labels) || 'none'],
    ['groups', instance.groups.map(({ name }) => name).join(', ') || 'none'],
    ['status', instance.status],
    ['system', `${instance.osName}, ${instance.architecture}`],
    ['kernel', instance.kernelVersion],
    ['agent', instance.agentVersion],
    ['enrolled', instant(instance.enrolledAt)],
    ['last check-in', instant(instance.lastCheckInAt)],
    ['last boot', instance.lastBootAt === null ? 'unknown' : instant(instance.lastBootAt)],
    ['last scan', instant(instance.lastScanAt)],
    ['packages', figure(instance.installedPackages)],
    ['updates', figure(instance.updatesAvailable)],
    ['security updates', figure(instance.securityUpdates)],
    ['CVEs', `${figure(instance.cves)}${instance.cveState === 'RESOLVING' ? ' (more are being read)' : ''}`],
    ['reboot required', yesNo(instance.rebootRequired)],
    ['automatic updates', automaticUpdates(instance)],
  ];
}
