import { SETTINGS } from './places.ts';

/** The first line of every unit that install wrote; a unit without it belongs to somebody else. */
export const MARK = '# Written by rustine-agent install; put changes into rustine-agent.service.d/*.conf.';

/**
 * The unit of an agent. It runs package managers, so it gets no mount namespace, no filter of system calls and no limit of
 * memory: their maintainer scripts inherit all of it. docs/guides/agent.md has the reason of each line, and of those left out.
 */
export function unitText(binary: string): string {
  return `${MARK}
[Unit]
Description=Rustine agent
Documentation=man:systemd.service(5)
After=network.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${quote(binary)} run
EnvironmentFile=${SETTINGS}
Environment=RUSTINE_LOG_FORMAT=text
StateDirectory=rustine-agent
StateDirectoryMode=0700
UMask=0022
Restart=always
RestartSec=5
RestartPreventExitStatus=2 3 4
KillMode=process
TimeoutStopSec=30
OOMPolicy=continue
OOMScoreAdjust=-100
LimitCORE=0
RestrictRealtime=yes
SyslogIdentifier=rustine-agent

[Install]
WantedBy=multi-user.target
`;
}

/** Reads the binary's path back out of a unit of ours; null when it is not ours. */
export function binaryOfUnit(text: string): string | null {
  if (!text.startsWith(MARK)) return null;
  const line = /^ExecStart="(?<path>(?:[^"\\]|\\.)+)" run$/m.exec(text);
  return line?.groups?.['path']?.replaceAll(/\\(.)/g, '$1').replaceAll('%%', '%') ?? null;
}

/** systemd.syntax(7) and systemd.unit(5): quotes and backslashes are escaped, a percent sign is doubled. */
function quote(path: string): string {
  return `"${path.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
}
