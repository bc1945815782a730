import type { PackageLook } from '../platform/package-look.ts';
import { about, type Finding } from './finding.ts';

/** The package manager, and who holds its lock; a run waits for that one. */
export function checkPackages(look: PackageLook | null): Finding {
  const { good, warning, problem } = about('packages');
  if (look === null)
    return problem(
      'none of the package managers that Rustine knows is here',
      'documents that scan and patch cannot run',
    );
  if (look.interrupted !== null) return warning(`${look.manager}: ${look.interrupted.found}`, look.interrupted.remedy);
  if (look.heldBy !== null)
    return warning(
      `${look.manager}, its lock held by ${look.heldBy}`,
      'nothing, if that ends by itself: runs wait for it',
    );
  return good(`${look.manager}, free`);
}
