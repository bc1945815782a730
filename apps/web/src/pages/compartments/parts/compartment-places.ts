/** Where each field of a compartment is sent. */
export const compartmentPlaces = { name: 'name', parentId: 'parentId' } as const;
