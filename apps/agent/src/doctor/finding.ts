/** What one check of the doctor found. Every problem and every warning has a remedy. */
export interface Finding {
  readonly check: string;
  readonly verdict: 'good' | 'warning' | 'problem' | 'skipped';
  readonly found: string;
  readonly remedy: string | null;
}

export type Check = (name: string) => {
  readonly good: (found: string) => Finding;
  readonly warning: (found: string, remedy: string) => Finding;
  readonly problem: (found: string, remedy: string) => Finding;
  readonly skipped: (found: string) => Finding;
};

export const about: Check = (check) => ({
  good: (found) => ({ check, verdict: 'good', found, remedy: null }),
  warning: (found, remedy) => ({ check, verdict: 'warning', found, remedy }),
  problem: (found, remedy) => ({ check, verdict: 'problem', found, remedy }),
  skipped: (found) => ({ check, verdict: 'skipped', found, remedy: null }),
});

const marks: Readonly<Record<Finding['verdict'], string>> = {
  good: 'ok   ',
  warning: 'warn ',
  problem: 'FAIL ',
  skipped: '-    ',
};

/** For a person: a line a check, the remedy below it. */
export function renderFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, verdict, found, remedy }) => [
    `${marks[verdict]} ${check.padEnd(14)} ${found}`,
    ...(remedy === null ? [] : [`${' '.repeat(21)}-> ${remedy}`]),
  ]);
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  const problems = count('problem');
  const end =
    problems === 0
      ? `Nothing keeps the agent from working (${count('warning')} warnings).`
      : `${problems} of ${findings.length} checks found a problem.`;
  return `${lines.join('\n')}\n\n${end}\n`;
}
