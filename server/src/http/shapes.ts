import type { Shape } from './openapi-document.ts'

/** One line of a shape: how deep it sits, its name (with `?` when it may be left out), what it is, what it means. */
export interface ShapeLine {
  depth: number
  name: string
  kind: string
  meaning: string
}

type Resolve = (shape: Shape) => Shape

const DEPTH_MAX = 6

/** A schema as lines a person can read. */
export function shapeLines(shape: Shape, resolve: Resolve): ShapeLine[] {
  const lines: ShapeLine[] = []
  add(shape, '', 0)
  return lines

  function add(given: Shape, name: string, depth: number) {
    const inner = resolve(given)
    lines.push({ depth, name, kind: kindOf(inner, resolve), meaning: given.description ?? inner.description ?? '' })
    if (depth < DEPTH_MAX) addInside(inner, depth)
  }

  function addInside(inner: Shape, depth: number) {
    for (const [key, field] of Object.entries(inner.properties ?? {})) {
      add(field, inner.required?.includes(key) ? key : `${key}?`, depth + 1)
    }
    const items = inner.items && resolve(inner.items)
    if (items && isNested(items)) addInside(items, depth)
    const choices = (inner.anyOf ?? inner.oneOf ?? []).map(resolve).filter(isNested)
    if (choices.length === 1 && choices[0]) addInside(choices[0], depth)
    else for (const choice of choices) add(choice, 'either', depth + 1)
  }
}

/** What a value is, in a few words: `string, 1–500 characters`, `one of "a", "b"`, `list of objects`. */
export function kindOf(shape: Shape, resolve: Resolve): string {
  const inner = resolve(shape)
  if (inner.const !== undefined) return JSON.stringify(inner.const)
  const fallback = inner.default === undefined ? '' : `, ${JSON.stringify(inner.default)} if left out`
  if (inner.enum) return `one of ${inner.enum.map((value) => JSON.stringify(value)).join(', ')}${fallback}`
  const choices = inner.anyOf ?? inner.oneOf
  if (choices) return [...new Set(choices.map((choice) => kindOf(choice, resolve)))].join(' or ')
  if (inner.type === 'array')
    return `list of ${inner.items ? kindOf(inner.items, resolve) : 'anything'}${bounds(inner)}`
  const type = [inner.type ?? 'anything'].flat().join(' or ')
  return `${type}${inner.format ? ` (${inner.format})` : ''}${bounds(inner)}${fallback}`
}

/** A small value that fits a schema, for an example call. */
export function exampleOf(shape: Shape, resolve: Resolve, name = ''): unknown {
  const inner = resolve(shape)
  if (inner.const !== undefined) return inner.const
  if (inner.enum) return inner.enum[0]
  if (inner.default !== undefined && inner.default !== null) return inner.default
  const choices = inner.anyOf ?? inner.oneOf
  if (choices?.[0]) return exampleOf(choices[0], resolve, name)
  if (inner.properties) return exampleFields(inner, resolve)
  const [type] = [inner.type].flat()
  if (type === 'array') return inner.items ? [exampleOf(inner.items, resolve, name)] : []
  if (type === 'integer' || type === 'number') return Math.max(1, inner.minimum ?? 1)
  if (type === 'boolean') return true
  if (type === 'object') return {}
  return EXAMPLES[name] ?? FORMATS[inner.format ?? ''] ?? (name || 'text')
}

const EXAMPLES: Record<string, string> = {
  email: 'ana@example.org',
  username: 'ana@example.org',
  password: 'Test1234!',
  new_password: 'Test1234!',
  text: 'Today I learned why the sky is blue.',
  query: 'sky',
  session_id: 'physics',
}
const FORMATS: Record<string, string> = {
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  'date-time': '2026-01-31T12:00:00.000Z',
  email: 'ana@example.org',
}

// The fields that must be there; when none must, those with a telling example, or the first few.
function exampleFields(inner: Shape, resolve: Resolve): Record<string, unknown> {
  const fields = Object.entries(inner.properties ?? {})
  const required = fields.filter(
    ([key, field]) => inner.required?.includes(key) && resolve(field).default === undefined,
  )
  const telling = fields.filter(([key]) => key in EXAMPLES)
  const shown = [required, telling, fields.slice(0, 2)].find((choice) => choice.length > 0) ?? []
  return Object.fromEntries(shown.map(([key, field]) => [key, exampleOf(field, resolve, key)]))
}

const isNested = (shape: Shape) => Boolean(shape.properties || shape.items || shape.anyOf || shape.oneOf)

function bounds(shape: Shape): string {
  const range = (low: number | undefined, high: number | undefined, unit: string) => {
    // zod writes the largest safe integer where a whole number has no bound of its own.
    const least = low !== undefined && low !== 0 && low > Number.MIN_SAFE_INTEGER ? counted(low) : undefined
    const most = high !== undefined && high < Number.MAX_SAFE_INTEGER ? counted(high) : undefined
    if (least === undefined && most === undefined) return ''
    if (least === undefined) return `, at most ${most}${unit}`
    return most === undefined ? `, at least ${least}${unit}` : `, ${least}–${most}${unit}`
  }
  return (
    range(shape.minLength, shape.maxLength, ' characters') +
    range(shape.minimum, shape.maximum, '') +
    range(shape.minItems, shape.maxItems, ' items')
  )
}

const counted = (count: number) => count.toLocaleString('en')
