import { complianceCsv, getComplianceReport, unwrap, type ComplianceReport } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { widthOf } from '../../output/width.ts';
import { resolveCompartment, resolveGroup } from '../../resolve-names.ts';
import { renderCompliance } from './render-compliance.ts';

export interface ComplianceOptions {
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly group?: string;
  readonly showDetails?: boolean;
  readonly output: 'text' | 'json' | 'csv';
}

export async function reportCompliance(context: CommandContext, options: ComplianceOptions): Promise<void> {
  const { client } = await context.connection();
  const { compartment, group, recursive } = options;
  const showDetails = options.showDetails === true;
  const report = await unwrap(
    getComplianceReport({
      client,
      query: {
        ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
        ...(recursive === true && { recursive: 'true' }),
        ...(group !== undefined && { groupId: await resolveGroup(client, group) }),
        ...(showDetails && { showDetails: 'true' }),
      },
    }),
  );
  context.stdout.write(render(report, { format: options.output, showDetails, width: widthOf(context.stdout) }));
}

function render(
  report: ComplianceReport,
  how: { format: ComplianceOptions['output']; showDetails: boolean; width: number },
): string {
  switch (how.format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return complianceCsv(report, how);
    case 'text':
      return renderCompliance(report, how);
    default:
      return how.format satisfies never;
  }
}
