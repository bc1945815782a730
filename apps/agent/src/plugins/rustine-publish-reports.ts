import { publishReports, readInputs } from '@rustine/domain';
import type { StepPlugin } from './step-plugin.ts';

/** Publishes what earlier steps have reported before the document goes on; later reports still go at its end. */
export const rustinePublishReports: StepPlugin = {
  exclusive: false,
  async run({ inputs, services, signal, onOutput }) {
    const read = readInputs(publishReports, inputs);
    if (read.inputs === undefined)
      return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
    try {
      const reports = await services.publishReports(signal);
      const there = new Set(reports.map(({ kind }) => kind));
      const missing = read.inputs.required.filter((kind) => !there.has(kind));
      const faults = [
        ...reports.flatMap(({ kind, fault }) => (fault === null ? [] : [`${kind}: ${fault}`])),
        ...missing.map((kind) => `${kind}: no step has written it`),
      ];
      const published = reports.filter(({ fault }) => fault === null).map(({ kind }) => kind);
      onOutput('stdout', Buffer.from(`Published: ${published.join(', ') || 'nothing'}\n`));
      if (faults.length === 0) return { kind: 'exited', exitCode: 0 };
      return { kind: 'failed', state: 'FAILED', reason: `Not all reports could be published: ${faults.join('; ')}.` };
    } catch (error) {
      if (signal.aborted) return { kind: 'canceled' };
      throw error;
    }
  },
};
