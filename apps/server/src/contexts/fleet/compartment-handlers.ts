import { CodedError, type Compartment } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { changeCompartment, makeCompartment, removeCompartment } from './change-compartments.ts';
import { listCompartments, type CompartmentRow } from './sql/compartments.ts';

type CompartmentHandlers = HandlersOf<
  'listCompartments' | 'createCompartment' | 'getCompartment' | 'updateCompartment' | 'deleteCompartment'
>;

export function createCompartmentHandlers(db: Db): CompartmentHandlers {
  const show = async (id: string): Promise<Compartment> => {
    const [row] = await listCompartments(db, id);
    if (row === undefined) throw new CodedError('NOT_FOUND', `There is no compartment ${id}.`);
    return present(row);
  };

  return {
    listCompartments: async () => ({ items: (await listCompartments(db)).map(present) }),
    getCompartment: ({ params: { compartmentId } }) => show(compartmentId),
    createCompartment: async ({ body, principal, requestId }) =>
      show(await makeCompartment(db, body, { actor: principal.name, requestId })),
    updateCompartment: async ({ params: { compartmentId }, body, principal, requestId }) => {
      await changeCompartment(db, { id: compartmentId, wanted: body }, { actor: principal.name, requestId });
      return show(compartmentId);
    },
    deleteCompartment: ({ params: { compartmentId }, principal, requestId }) =>
      removeCompartment(db, compartmentId, { actor: principal.name, requestId }),
  };
}

function present({ id, parent_id, name, instances }: CompartmentRow): Compartment {
  return { id, parentId: parent_id, name, instances };
}
