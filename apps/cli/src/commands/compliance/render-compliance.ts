import type { ComplianceReport } from '@rustine/sdk';
import { plain } from '../../output/plain.ts';
import { count, instant } from '../../output/words.ts';
import { wrapWords } from '../../output/wrap.ts';

type Instance = ComplianceReport['instances'][number];
type Update = Instance['outstanding'][number];

/** The report in words: the overview, then the instances that miss security updates, with details each update. */
export function renderCompliance(report: ComplianceReport, how: { showDetails: boolean; width: number }): string {
  const missing = report.instances.filter(({ securityUpdates }) => (securityUpdates ?? 0) > 0);
  const never = report.instances.filter(({ lastScanAt }) => lastScanAt === null);
  const sections = [
    `Compliance report, ${instant(report.generatedAt)}\n${scopeOf(report)}`,
    overviewOf(report, how.width),
    ...(how.showDetails ? missing.map((each) => detailsOf(each, how.width)) : [missing.map(lineOf).join('')]),
    never.length === 0 ? '' : `Never scanned:\n${never.map((each) => `  ${nameOf(each)}\n`).join('')}`,
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function nameOf(instance: Instance): string {
  return `${plain(instance.displayName)} (${instance.id})`;
}

function scopeOf(report: ComplianceReport): string {
  if (report.groupId !== null) return `Group ${report.groupId}\n`;
  if (report.compartmentId === null) return '';
  return `Compartment ${report.compartmentId}${report.recursive ? ' and those below it' : ''}\n`;
}

/** How many instances a summary names; a fleet's would push its first line off the screen. */
const NAMED_MAX = 10;

/** The overview and the instances that it speaks of, a line each: what should stand last on a screen. */
export function summaryOf(report: ComplianceReport, width: number): string {
  const missing = report.instances.filter(({ securityUpdates }) => (securityUpdates ?? 0) > 0);
  const more = missing.length - NAMED_MAX;
  const rest = more > 0 ? `  and ${count(more, 'more instance')}\n` : '';
  return overviewOf(report, width) + missing.slice(0, NAMED_MAX).map(lineOf).join('') + rest;
}

/** Who misses security updates, in a paragraph. */
function overviewOf(report: ComplianceReport, width: number): string {
  const { totalInstances: total, missingSecurityUpdates: missing, distinctCves } = report;
  if (total === 0) return 'There are no managed instances in this scope.\n';
  const scanned = report.scannedInstances;
  const unknown = total - scanned;
  const out = `Out of ${count(total, 'managed instance')},`;
  if (scanned === 0)
    return wrapWords(
      `${out} none was scanned yet: nothing is known about ${total === 1 ? 'it' : 'them'}.`.split(' '),
      width,
      '',
    );
  const sentences = [];
  if (missing > 0) {
    sentences.push(`${out} ${missing} ${missing === 1 ? 'is' : 'are'} missing security updates.`);
    sentences.push(
      `${count(distinctCves, 'distinct CVE is', 'distinct CVEs are')} open on ${missing === 1 ? 'it' : 'them'}.`,
    );
  } else {
    // Of an instance that nobody looked at, "none is missing" would be a guess.
    sentences.push(
      `${out} ${unknown === 0 ? '' : `${scanned} ${scanned === 1 ? 'was' : 'were'} scanned, and of those `}none is missing security updates.`,
    );
  }
  if (unknown > 0) {
    sentences.push(
      `${count(unknown, 'instance was', 'instances were')} never scanned: nothing is known about ${unknown === 1 ? 'it' : 'them'}, so ${unknown === 1 ? 'it counts' : 'they count'} neither as missing updates nor as up to date.`,
    );
  }
  return wrapWords(sentences.join(' ').split(' '), width, '');
}

function lineOf(instance: Instance): string {
  return `  ${nameOf(instance)}: ${figuresOf(instance).join(', ')}\n`;
}

function figuresOf(instance: Instance): string[] {
  const figures = [
    count(instance.securityUpdates ?? 0, 'security update'),
    instance.cves === null ? 'CVEs not known yet' : count(instance.cves, 'CVE'),
  ];
  if (instance.cveState === 'RESOLVING') figures.push('CVEs still being read');
  if (instance.cveState === 'UNRESOLVED') figures.push('some CVEs could not be read');
  if (instance.rebootRequired === true) figures.push('reboot required');
  return figures;
}

function detailsOf(instance: Instance, width: number): string {
  const head = `${nameOf(instance)}\n  ${plain(instance.osName)}, scanned ${instant(instance.lastScanAt)}\n`;
  const figures = `missing: ${figuresOf(instance).join(', ')}; ${count(instance.updatesAvailable ?? 0, 'update')} of all kinds`;
  const updates = instance.outstanding.map(
    (update) => `\n${updateOf(update, { width, gaveUp: instance.cveState === 'UNRESOLVED' })}`,
  );
  return head + wrapWords(figures.split(' '), width, '  ') + updates.join('');
}

function updateOf(update: Update, { width, gaveUp }: { width: number; gaveUp: boolean }): string {
  const from = update.installedVersion === '' ? '(new)' : update.installedVersion;
  const head = wrapWords(
    [
      plain(`${update.name}:${update.architecture}`.replace(/:$/, '')),
      plain(from),
      '->',
      plain(update.availableVersion),
    ],
    width,
    '    ',
  );
  const about = [update.advisory, update.severity].filter((text) => text !== '').map(plain);
  const named = about.length === 0 ? '' : wrapWords(about.join(', ').split(' '), width, '      ');
  if (!update.cvesKnown) return `${head}${named}      CVEs ${gaveUp ? 'could not be read' : 'not read yet'}\n`;
  if (update.cves.length === 0) return `${head}${named}      names no CVE\n`;
  return head + named + wrapWords(update.cves.map(plain), width, '      ');
}
