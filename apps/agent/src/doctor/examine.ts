import type { BuildInfo } from '../build-info.ts';
import { statePathsOf } from '../checkin/state-paths.ts';
import { createServerClock } from '../checkin/server-clock.ts';
import type { AgentConfig } from '../config.ts';
import type { Platform } from '../platform/platform.ts';
import { askAgent } from '../status/ask-agent.ts';
import { readContactNote } from '../status/contact.ts';
import { checkPackages } from './check-packages.ts';
import { checkAgent, checkProgram, checkService, checkShell } from './check-program.ts';
import { checkServer, checkToken } from './check-server.ts';
import { checkDiskSpace, checkEnrollment, checkJournal, checkKey, checkStateFolder } from './check-state.ts';
import { checkStore } from './check-store.ts';
import { about, type Finding } from './finding.ts';

/** Looks at everything that an agent needs, changes nothing, and goes on after what it finds. */
export async function examine(
  config: AgentConfig,
  { platform, build }: { platform: Platform; build: BuildInfo },
): Promise<Finding[]> {
  const paths = statePathsOf(config.stateDir);
  const asked = await askAgent(paths.status);
  const { finding: enrollment, enrolled } = checkEnrollment(paths);
  const key = await checkKey(paths);
  const findings = [
    checkProgram(build),
    checkService(platform.service === null ? null : await platform.service.state()),
    checkAgent(asked),
    checkStateFolder(paths),
    checkDiskSpace(paths),
    key,
    enrollment,
    checkJournal(paths, asked.kind === 'answered'),
    checkShell(platform.shell),
    checkPackages(platform.lookAtPackages()),
  ];
  const serverUrl = config.serverUrl ?? enrolled?.serverUrl ?? null;
  if (serverUrl === null) return [...findings, about('answer').skipped('no server is known')];
  const clock = createServerClock(Date.now);
  findings.push(...(await checkServer({ serverUrl, proxy: config.proxy }, clock)));
  const reached = findings.some(({ check, verdict }) => check === 'answer' && verdict === 'good');
  if (reached && enrolled !== null && key.verdict === 'good')
    findings.push(await checkToken({ keyPath: paths.key, enrolled, serverUrl }, clock));
  const storeOrigin = asked.kind === 'answered' ? asked.status.storeOrigin : readContactNote(paths.contact).storeOrigin;
  findings.push(await checkStore(storeOrigin));
  return findings;
}
