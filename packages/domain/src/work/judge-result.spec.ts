import { describe, expect, it } from 'vitest';
import { judgeResult, type AgentResult, type OwedReboot, type ReportSummary } from './judge-result.ts';

const none: ReportSummary = {
  granted: 0,
  uploaded: 0,
  ingested: 0,
  quarantined: [],
  failed: [],
  manifest: { state: 'BEARS_OUT' },
};
const quarantined = [{ kind: 'available-updates', reason: 'not a known value', line: 7, column: 'update_type' }];
const succeeded = { state: 'SUCCEEDED', message: '' } as const;

const judge = (result: AgentResult, reports: ReportSummary, owedReboot: OwedReboot | null = null) =>
  judgeResult(result, { reports, owedReboot });

describe('judgeResult', () => {
  it('takes a success at its word only when every announced report is ingested', () => {
    expect(judge(succeeded, { ...none, ingested: 3 }).verdict).toBe('SUCCEEDED');
    expect(judge(succeeded, { ...none, ingested: 2, uploaded: 1 }).verdict).toBe('waiting');
    expect(judge(succeeded, { ...none, ingested: 2, granted: 1 }).verdict).toBe('waiting');
  });

  it('says how many reports it waits for', () => {
    expect(judge(succeeded, { ...none, granted: 1, uploaded: 1 }).reason).toContain('waiting for 2 reports');
    expect(judge(succeeded, { ...none, granted: 1 }).reason).toContain('waiting for 1 report to');
  });

  it('waits for the manifest of a success that has reports, and of no other', () => {
    const manifest = { state: 'ABSENT' } as const;
    expect(judge(succeeded, { ...none, manifest, ingested: 1 })).toMatchObject({
      verdict: 'waiting',
      reason: expect.stringContaining('waiting for the signed manifest'),
    });
    expect(judge(succeeded, { ...none, manifest }).verdict).toBe('SUCCEEDED');
  });

  it('fails a success that its manifest refutes, at once and also without reports', () => {
    const manifest = { state: 'REFUTES', reason: 'the signature is not its own' } as const;
    const failed = { verdict: 'FAILED', reason: 'the signature is not its own.' };
    expect(judge(succeeded, { ...none, manifest, granted: 1 })).toEqual(failed);
    expect(judge(succeeded, { ...none, manifest })).toEqual(failed);
  });

  it('fails a success whose report was quarantined, naming the place', () => {
    expect(judge(succeeded, { ...none, ingested: 2, quarantined })).toEqual({
      verdict: 'FAILED',
      reason: 'The report available-updates was quarantined: line 7, column update_type: not a known value.',
    });
  });

  it('fails a success whose report never came', () => {
    const failed = [{ kind: 'updates-before', reason: 'it was never uploaded' }];
    expect(judge(succeeded, { ...none, failed }).verdict).toBe('FAILED');
  });

  it('believes a failure whatever the reports are', () => {
    const result = { state: 'FAILED', message: 'apt could not be locked' } as const;
    expect(judge(result, { ...none, uploaded: 1 })).toEqual({
      verdict: 'FAILED',
      reason: 'apt could not be locked',
    });
  });

  it('fails a success whose reboot no new boot id proves, whatever its reports are', () => {
    const owed = { step: 'patch', bootId: 'boot-1' };
    expect(judge(succeeded, none, owed)).toEqual({
      verdict: 'FAILED',
      reason:
        'Step patch asked for a reboot, and no new boot id proves that it happened: the machine was last known in boot boot-1.',
    });
    expect(judge(succeeded, { ...none, granted: 1 }, owed).verdict).toBe('FAILED');
    expect(judge({ state: 'CANCELED', message: 'on request' }, none, owed).verdict).toBe('CANCELED');
  });
});
