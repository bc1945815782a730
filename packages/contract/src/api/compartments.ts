import { z } from 'zod';
import { CompartmentId } from '../ids.ts';
import { CONTROLS, plainLine } from './plain-text.ts';

/** No `/`, which stands between the names of a path. */
export const CompartmentName = plainLine(100).regex(new RegExp(`^[^/${CONTROLS}]*$`), 'a name has no /');

export const Compartment = z
  .object({
    id: CompartmentId,
    parentId: CompartmentId.nullable(),
    name: z.string(),
    /** Directly in it, without those of the compartments below. */
    instances: z.int(),
  })
  .meta({ id: 'Compartment' });
export type Compartment = z.infer<typeof Compartment>;

export const CreateCompartmentRequest = z
  .strictObject({ name: CompartmentName, parentId: CompartmentId.optional() })
  .meta({ id: 'CreateCompartmentRequest' });
export type CreateCompartmentRequest = z.infer<typeof CreateCompartmentRequest>;

/** What is not named stays as it is. */
export const UpdateCompartmentRequest = z
  .strictObject({ name: CompartmentName.optional(), parentId: CompartmentId.optional() })
  .meta({ id: 'UpdateCompartmentRequest' });
export type UpdateCompartmentRequest = z.infer<typeof UpdateCompartmentRequest>;
