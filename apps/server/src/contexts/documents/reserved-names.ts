/** Comes with the server. */
const OURS = 'rustine-';
/** Of AWS Systems Manager (CreateDocument); its longer ones, such as AWSSupport, begin with one of these. */
const AMAZONS = ['aws', 'amazon', 'amzn'];

/** Whether the document comes with the server, which always runs the newest version of it. */
export function isBuiltInName(name: string): boolean {
  return name.toLowerCase().startsWith(OURS);
}

/** Why a document of the user's own cannot have the name; null when it can. Letters count whatever their case. */
export function reservedName(name: string): string | null {
  if (isBuiltInName(name))
    return 'Names that begin with Rustine- are those of the documents that come with the server.';
  const prefix = AMAZONS.find((each) => name.toLowerCase().startsWith(each));
  return prefix === undefined
    ? null
    : `Names that begin with ${prefix} are Amazon's, whatever the case of the letters; choose another name.`;
}
