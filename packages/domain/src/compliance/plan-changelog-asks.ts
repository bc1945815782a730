/** A changelog that the fleet needs and that an instance can read. */
export interface WantedChangelog {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** CANDIDATE: to be downloaded; INSTALLED: read in place. */
  readonly origin: 'CANDIDATE' | 'INSTALLED';
  readonly instanceId: string;
}

/** What one agent is asked in one command. */
export interface ChangelogAsk {
  readonly instanceId: string;
  readonly wanted: readonly WantedChangelog[];
}

export interface ChangelogPlan {
  readonly asks: readonly ChangelogAsk[];
  /** Names or versions that no package system has; they came from a report and are not put into a command. */
  readonly unaskable: readonly WantedChangelog[];
}

/** Bounds of one command: it must end in reasonable time, and its parameters fit beside the document in a message. */
const ITEMS_MAX = 200;
const BYTES_MAX = 40_000;

/** As parameter `packages` of the document Rustine-ResolveCves takes it. */
const ITEM = /^(candidate|installed)\|[a-z0-9][a-z0-9+.-]*\|[a-z0-9-]+\|[0-9][0-9A-Za-z.+:~-]*$/;

/** One item of the parameter `packages`: ORIGIN|NAME|ARCHITECTURE|VERSION. */
export function changelogItem({ origin, name, architecture, version }: Omit<WantedChangelog, 'instanceId'>): string {
  return `${origin.toLowerCase()}|${name}|${architecture}|${version}`;
}

/** Groups what is wanted into one command an instance, or several where it is too much for one. Keeps the order given. */
export function planChangelogAsks(wanted: readonly WantedChangelog[]): ChangelogPlan {
  const asks: ChangelogAsk[] = [];
  const unaskable: WantedChangelog[] = [];
  const open = new Map<string, { wanted: WantedChangelog[]; bytes: number }>();
  for (const changelog of wanted) {
    const item = changelogItem(changelog);
    if (!ITEM.test(item) || item.length > BYTES_MAX) {
      unaskable.push(changelog);
      continue;
    }
    const last = open.get(changelog.instanceId);
    // The quotes and the comma of a JSON list.
    const bytes = item.length + 3;
    if (last !== undefined && last.wanted.length < ITEMS_MAX && last.bytes + bytes <= BYTES_MAX) {
      last.wanted.push(changelog);
      last.bytes += bytes;
    } else {
      const next = { wanted: [changelog], bytes };
      open.set(changelog.instanceId, next);
      asks.push({ instanceId: changelog.instanceId, wanted: next.wanted });
    }
  }
  return { asks, unaskable };
}
