import type { Memory } from '@lva/contracts/memories'
import { stem } from '../../server/src/db/stem.ts'
import { tokens } from '../../server/src/db/words.ts'
import type { DiaryTurn, Told } from './diary.ts'
import type { Learnt } from './learn.ts'

/** How clean the memories of a diary are. */
export interface Verdict {
  memories: number
  figures: Record<string, string>
  examples: string[]
}

/** So much of the words of two memories is the same when they are near duplicates. */
const NEAR = 0.8

/** Holds memories against the labels of the diary they come from. */
export function judge(diary: readonly DiaryTurn[], { memories, turnOf, calls }: Learnt): Verdict {
  const examples: string[] = []
  const turnsOf = (memory: Memory) => memory.sources.flatMap(({ exchange_id }) => turnOf.get(exchange_id) ?? [])
  const firstOf = (memory: Memory) => diary[Math.min(...turnsOf(memory))]
  const current = memories.filter(({ valid_to }) => valid_to === null)

  const exact = memories.filter((one, at) => memories.slice(0, at).some((other) => plain(one) === plain(other)))
  const near = current.filter((one, at) =>
    current
      .slice(0, at)
      .some((other) => one.kind === other.kind && plain(one) !== plain(other) && alike(one, other) >= NEAR),
  )
  const said = (memory: Memory) =>
    memory.sources.some(
      ({ exchange_id, start, end }) => diary[turnOf.get(exchange_id) ?? -1]?.said.slice(start, end) === memory.text,
    )
  const unsupported = memories.filter((memory) => !said(memory) || (firstOf(memory)?.facts.length ?? 0) === 0)
  const copies = memories.filter((memory) => firstOf(memory)?.trap === 'echo')
  for (const memory of unsupported)
    examples.push(`unsupported (${firstOf(memory)?.trap ?? 'learnt'}): ${memory.kind}: ${memory.text}`)
  for (const memory of [...exact, ...near]) examples.push(`twice: ${memory.kind}: ${memory.text}`)

  const told = diary.flatMap((turn, place) => turn.facts.map((fact) => ({ ...fact, place })))
  const memoryOf = ({ place, told: words, kind }: Told & { place: number }) => {
    const own = memories.filter((memory) => turnsOf(memory).includes(place) && memory.text.includes(words))
    return own.find((memory) => memory.kind === kind) ?? own[0]
  }
  const found = told.filter((fact) => memoryOf(fact))
  const ofKind = found.filter((fact) => memoryOf(fact)?.kind === fact.kind)
  for (const fact of told) if (!memoryOf(fact)) examples.push(`missed: ${diary[fact.place]?.said}`)

  const ending = told.flatMap((fact) => (fact.ends ?? []).map((name) => ({ fact, name })))
  const endsRight = ending.filter(({ fact, name }) => {
    const ended = told.find((other) => other.name === name)
    const memory = ended && memoryOf(ended)
    const at = memoryOf(fact)
    const right = memory?.valid_to != null && at !== undefined && memory.valid_to === at.valid_from
    if (!right) examples.push(`not ended: ${name} by ${fact.name}`)
    return right
  })
  const toEnd = new Set(ending.map(({ name }) => name))
  const endedWrong = told.filter((fact) => !toEnd.has(fact.name) && memoryOf(fact)?.valid_to != null)
  for (const fact of endedWrong) examples.push(`ended and should not be: ${fact.name}`)

  return {
    memories: memories.length,
    figures: {
      'exact duplicates': share(exact.length, memories.length),
      'near duplicates (true now)': share(near.length, current.length),
      unsupported: share(unsupported.length, memories.length),
      'copies of what was recalled': String(copies.length),
      'facts that are remembered': share(found.length, told.length),
      '– under the right kind': share(ofKind.length, found.length),
      'ended, where they should be': share(endsRight.length, ending.length),
      'ended, where they should not be': share(endedWrong.length, told.length - toEnd.size),
      'calls of a model for a turn': `${(calls / diary.length).toFixed(3)} (${calls} for ${diary.length})`,
    },
    examples,
  }
}

const plain = ({ text }: Memory) => tokens(text).join(' ')

function alike(a: Memory, b: Memory): number {
  const [one, other] = [a, b].map(({ text }) => new Set(tokens(text).map(stem)))
  const both = [...(one ?? [])].filter((word) => other?.has(word)).length
  return both / Math.max(1, (one?.size ?? 0) + (other?.size ?? 0) - both)
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} % (${part} of ${whole})`
}
