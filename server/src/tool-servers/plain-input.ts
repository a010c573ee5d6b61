const DEPTH_MAX = 4
const FIELDS_MAX = 40
const CHOICES_MAX = 50
const TEXT_MAX = 500
const FIELD = /^[A-Za-z0-9_.-]{1,64}$/

/**
 * What a tool of somebody else takes, as far as it is understood here: values, choices, lists, and objects of named fields. It is what a
 * model is shown, and what its arguments are measured by; nothing else of a stranger's schema is.
 */
export type Plain = { description?: string } & (
  | { type: 'string'; enum?: string[] }
  | { type: 'number' | 'integer' | 'boolean' }
  | { type: 'array'; items: Plain }
  | PlainObject
)
export interface PlainObject {
  type: 'object'
  properties: Record<string, Plain>
  required: string[]
  additionalProperties: false
}

type Shape = Record<string, unknown>

/** The input of a tool by its JSON Schema; null when what it asks for is not understood. What need not be given is left out then. Pure. */
export function plainInput(schema: unknown): (PlainObject & { description?: string }) | null {
  const plain = plainly(schema, 0)
  return plain?.type === 'object' ? plain : null
}

function plainly(schema: unknown, depth: number): Plain | null {
  if (!isShape(schema) || depth > DEPTH_MAX) return null
  const found = kindOf(schema, depth)
  const { description } = schema
  return found && typeof description === 'string'
    ? { ...found, description: description.slice(0, TEXT_MAX).toWellFormed() }
    : found
}

function kindOf(schema: Shape, depth: number): Plain | null {
  const type = typeOf(schema)
  if (type === 'string') return choices(schema.enum)
  if (type === 'number' || type === 'integer' || type === 'boolean') return { type }
  if (type === 'array') {
    const items = plainly(schema.items, depth + 1)
    return items && { type, items }
  }
  if (type === 'object') return fieldsOf(schema, depth)
  // What may be absent is often written as one thing or null.
  const others = [schema.anyOf, schema.oneOf]
    .find(Array.isArray)
    ?.filter((one: unknown) => !isShape(one) || one.type !== 'null')
  return others?.length === 1 ? plainly(others[0], depth + 1) : null
}

function typeOf({ type, enum: values, properties }: Shape): unknown {
  if (Array.isArray(type)) {
    const others = type.filter((one) => one !== 'null')
    return others.length === 1 ? others[0] : undefined
  }
  if (type !== undefined) return type
  if (isShape(properties)) return 'object'
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? 'string' : undefined
}

function choices(values: unknown): Plain | null {
  if (values === undefined) return { type: 'string' }
  if (!Array.isArray(values)) return null
  const texts = values.filter((value): value is string => typeof value === 'string' && value.length <= TEXT_MAX)
  return texts.length > 0 && texts.length <= CHOICES_MAX ? { type: 'string', enum: texts } : null
}

function fieldsOf({ properties = {}, required = [] }: Shape, depth: number): PlainObject | null {
  if (!isShape(properties) || !Array.isArray(required)) return null
  const needed = required.filter((name): name is string => typeof name === 'string')
  const fields: Record<string, Plain> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const plain = FIELD.test(name) && Object.keys(fields).length < FIELDS_MAX ? plainly(schema, depth + 1) : null
    if (plain) fields[name] = plain
    else if (needed.includes(name)) return null
  }
  if (needed.some((name) => !Object.hasOwn(fields, name))) return null
  return { type: 'object', properties: fields, required: needed, additionalProperties: false }
}

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null && !Array.isArray(value)
