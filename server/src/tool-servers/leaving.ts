import { isRecord } from '../records.ts'
import type { Plain, PlainObject } from './plain-input.ts'

const ITEMS_MAX = 20
/** A number that says how many, and hardly who. */
const SMALL = 1_000
/** So much may one call say in all, whatever a tool asks for: values, numbers nobody said, and choices. */
const VALUES_MAX = 12
const UNSAID_NUMBERS_MAX = 3
const CHOICES_MAX = 6
/** So many texts of a call are read, and so many characters of them together. */
const TEXTS_MAX = 32
const CHARACTERS_MAX = 2_000

/** What may leave of a text of one call: words the learner said themselves, each once in the call, and what was dropped. */
type OwnWords = (text: string) => { query: string; dropped: string[] }

/** What leaves the house of a call, and the words that stay. `missing`: what is asked for and is not there then. */
export interface Leaving {
  input: Record<string, unknown>
  dropped: string[]
  missing: string[]
}

/** Where a value stands: in a list, and where something has to stand. */
interface Where {
  listed: boolean
  needed: boolean
}

/**
 * What of a model's arguments may be sent to a tool of somebody else. Names of fields are the tool's own, never the model's; of texts the
 * learner's own words go, and a choice that the tool itself names; of numbers small whole ones, and those the learner said. All of it is
 * bounded for the call, lists hold nothing but what was said, and what is empty stays here, since places and lengths tell something too. So a
 * model that was talked into it cannot send out what it knows. Pure, but for what `own` remembers.
 */
export function leavingOf(takes: PlainObject, given: unknown, own: OwnWords): Leaving {
  const dropped: string[] = []
  const left = {
    ...{ values: VALUES_MAX, numbers: UNSAID_NUMBERS_MAX, choices: CHOICES_MAX },
    ...{ texts: TEXTS_MAX, characters: CHARACTERS_MAX },
  }
  const input = fieldsOf(takes, given, { listed: false, needed: true }) ?? {}
  return {
    input,
    dropped: [...new Set(dropped)],
    missing: takes.required.filter((name) => !Object.hasOwn(input, name)),
  }

  function fieldsOf({ properties, required }: PlainObject, value: unknown, where: Where) {
    if (!isRecord(value)) return undefined
    const fields = Object.entries(properties).flatMap(([name, plain]) => {
      if (!Object.hasOwn(value, name)) return []
      const inner = partOf(plain, value[name], { ...where, needed: where.needed && required.includes(name) })
      return inner === undefined ? [] : [[name, inner] as const]
    })
    return fields.length > 0 || mayBeEmpty(where, Object.keys(value)) ? Object.fromEntries(fields) : undefined
  }

  function itemsOf(items: Plain, value: unknown, where: Where) {
    if (!Array.isArray(value)) return undefined
    const inside = { listed: true, needed: false }
    const kept = value.slice(0, ITEMS_MAX).flatMap((one) => {
      const inner = partOf(items, one, inside)
      return inner === undefined ? [] : [inner]
    })
    return kept.length > 0 || mayBeEmpty(where, value) ? kept : undefined
  }

  function partOf(plain: Plain, value: unknown, where: Where): unknown {
    if (plain.type === 'object') return fieldsOf(plain, value, where)
    if (plain.type === 'array') return itemsOf(plain.items, value, where)
    if (left.values === 0) return undefined
    const leaves = leafOf(plain, value, where)
    if (leaves !== undefined) left.values -= 1
    return leaves
  }

  function leafOf(
    plain: Exclude<Plain, { type: 'object' | 'array' }>,
    value: unknown,
    { listed }: Where,
  ): string | number | boolean | undefined {
    if (plain.type === 'boolean') return typeof value === 'boolean' && takeChoice(listed) ? value : undefined
    if (plain.type === 'string') return typeof value === 'string' ? textOf(plain, value, listed) : undefined
    return typeof value === 'number' && Number.isFinite(value) ? numberOf(value, listed) : undefined
  }

  function textOf({ enum: choices }: { enum?: string[] }, value: string, listed: boolean): string | undefined {
    if (choices) return choices.includes(value) && takeChoice(listed) ? value : undefined
    const query = saidOf(value)
    return query === '' ? undefined : query
  }

  function numberOf(value: number, listed: boolean): number | undefined {
    if (!listed && Number.isInteger(value) && Math.abs(value) <= SMALL && left.numbers > 0) {
      left.numbers -= 1
      return value
    }
    const text = String(value)
    return saidOf(text) === text ? value : undefined
  }

  function takeChoice(listed: boolean): boolean {
    if (listed || left.choices === 0) return false
    left.choices -= 1
    return true
  }

  function saidOf(text: string): string {
    if (left.texts === 0 || left.characters === 0) return ''
    const read = text.slice(0, left.characters)
    left.texts -= 1
    left.characters -= read.length
    const { query, dropped: stayed } = own(read)
    dropped.push(...stayed)
    return query
  }
}

/** Where something has to stand and a model wrote nothing, nothing is what it says. */
const mayBeEmpty = ({ listed, needed }: Where, given: readonly unknown[]) => needed && !listed && given.length === 0
