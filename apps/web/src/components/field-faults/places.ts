/**
 * The fields of a form by where in the body of the request they are sent: `schedule.at` may come from the field `start`.
 * What lies below a place belongs to its field too, unless it has one of its own.
 */
export type Places<Field extends string = string> = Readonly<Record<string, Field>>;

/** The places of a part of a form, where that part is sent; the place '' is the part itself. */
export function placesUnder<Part extends string, Field extends string>(
  part: Part,
  places: Places<Field>,
  sentAt: string = part,
): Places<`${Part}.${Field}`> {
  return Object.fromEntries(
    Object.entries(places).map(([place, field]) => [
      place === '' ? sentAt : `${sentAt}.${place}`,
      `${part}.${field}` as const,
    ]),
  );
}

/** The field of a place that the server names, and what the place says beyond that field; null where no field is. */
export function fieldOf<Field extends string>(
  place: string,
  places: Places<Field>,
): { readonly field: Field; readonly below: string } | null {
  // The schema counts `waves.0`, and what is checked beyond it `waves[0]`.
  const [root, ...steps] = place.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  if (root !== 'body') return null;
  for (let length = steps.length; length > 0; length -= 1) {
    const at = steps.slice(0, length).join('.');
    const field = Object.hasOwn(places, at) ? places[at] : undefined;
    if (field !== undefined) return { field, below: steps.slice(length).join('.') };
  }
  return null;
}
