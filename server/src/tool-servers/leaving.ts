import type { Plain, PlainObject } from './plain-input.ts'

const ITEMS_MAX = 20
const TEXT_MAX = 1_000
/** A number that says how many, and hardly who. */
const SMALL = 1_000

/** What may leave of a text: the words the learner said themselves, and what was dropped. */
export type OwnWords = (text: string) => { query: string; dropped: string[] }

/** What leaves the house of a call, and the words that stay. `missing`: what is asked for and is not there then. */
export interface Leaving {
  input: Record<string, unknown>
  dropped: string[]
  missing: string[]
}

/**
 * What of a model's arguments may be sent to a tool of somebody else. Names of fields are the tool's own, never the model's; of texts the
 * learner's own words go, and a choice that the tool itself names; of numbers small whole ones, and those the learner said. So a model
 * that was talked into it cannot send out what it knows. Pure.
 */
export function leavingOf(takes: PlainObject, given: unknown, own: OwnWords): Leaving {
  const dropped: string[] = []
  const input = fieldsOf(takes, given)
  return {
    input,
    dropped: [...new Set(dropped)],
    missing: takes.required.filter((name) => !Object.hasOwn(input, name)),
  }

  function fieldsOf({ properties }: PlainObject, value: unknown): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    const fields = Object.entries(properties).flatMap(([name, plain]) => {
      const inner = Object.hasOwn(value, name) ? partOf(plain, (value as Record<string, unknown>)[name]) : undefined
      return inner === undefined ? [] : [[name, inner] as const]
    })
    return Object.fromEntries(fields)
  }

  function partOf(plain: Plain, value: unknown): unknown {
    if (plain.type === 'object') return fieldsOf(plain, value)
    if (plain.type === 'boolean') return typeof value === 'boolean' ? value : undefined
    if (plain.type === 'array') {
      if (!Array.isArray(value)) return undefined
      return value.slice(0, ITEMS_MAX).flatMap((one) => partOf(plain.items, one) ?? [])
    }
    if (plain.type === 'string') return typeof value === 'string' ? textOf(plain, value) : undefined
    return typeof value === 'number' && Number.isFinite(value) ? numberOf(value) : undefined
  }

  function textOf({ enum: choices }: { enum?: string[] }, value: string): string | undefined {
    if (choices) return choices.includes(value) ? value : undefined
    const { query, dropped: left } = own(value.slice(0, TEXT_MAX))
    dropped.push(...left)
    return query === '' ? undefined : query
  }

  function numberOf(value: number): number | undefined {
    if (Number.isInteger(value) && Math.abs(value) <= SMALL) return value
    const text = String(value)
    if (own(text).query === text) return value
    dropped.push(text)
    return undefined
  }
}
