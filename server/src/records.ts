/** The names of an object's fields. Its type names all there are. */
export function keysOf<Of extends object>(of: Of): (keyof Of & string)[] {
  return Object.keys(of) as (keyof Of & string)[]
}

/** The fields of an object as pairs. Its type names all there are. */
export function entriesOf<Of extends object>(of: Of) {
  return Object.entries(of) as { [Name in keyof Of & string]: [Name, Required<Of>[Name]] }[keyof Of & string][]
}

/** An object that has a value for each of these names. */
export function recordOf<Name extends string, Value>(names: readonly Name[], value: (name: Name, at: number) => Value) {
  return Object.fromEntries(names.map((name, at) => [name, value(name, at)])) as Record<Name, Value>
}

/** Whether something unknown has fields that can be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
