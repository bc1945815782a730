/**
 * Stands for something that is made later: contexts need each other both ways, and each is made once. Nothing of it may
 * be read before it is made; whoever does gets the engine's own error about a variable that is not initialised yet.
 */
export function lateBound<T extends object>(get: () => T): T {
  return new Proxy({} as T, { get: (_target, name) => Reflect.get(get(), name) as unknown });
}
