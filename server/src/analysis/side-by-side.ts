import type { Specialist as Name, SpecialistRun } from '@lva/contracts/analysis'
import type { Clock } from '../providers/clock.ts'
import { type Guarded, guarded } from './guard.ts'
import type { Draft, ReadTurn, Specialist } from './material.ts'

/** A specialist has so long. */
export const SPECIALIST_MS = 8_000

/** What one way of looking found. */
export interface Looked {
  drafts: Draft[]
  dropped: number
  why: 'tokens' | 'no-answer' | 'not-json' | null
  /** Its own time, where it also stood behind others. */
  ms?: number
}

/** One specialist and who looks for it. `partly` hears what there is so far, for when its time is up. */
export interface Look {
  specialist: Specialist
  by: SpecialistRun['by']
  look(signal: AbortSignal, partly: (looked: Looked) => void): Promise<Looked>
}

/** What a specialist found that stands, and how it did. */
export interface Found {
  name: Name
  kept: Draft[]
  run: SpecialistRun
}

/**
 * Has all of them look at once, each within its own time; nobody waits for another, and who fails costs the others nothing. What was found
 * before the time was up counts. `onDone` hears of each. Throws the signal's reason when the whole of it is stopped.
 */
export async function sideBySide(
  looks: readonly Look[],
  {
    turns,
    clock,
    signal,
    onDone,
    onFailed,
  }: {
    turns: ReadonlyMap<string, Pick<ReadTurn, 'said'>>
    clock: Clock
    signal: AbortSignal
    onDone: (found: Found) => void
    onFailed: (name: Name, error: unknown) => void
  },
): Promise<Found[]> {
  async function one({ specialist: { name }, by, look }: Look): Promise<Found> {
    const late = new AbortController()
    const cancel = clock.after(SPECIALIST_MS, () => late.abort(new Error('its time is up')))
    const begun = clock.ms()
    let looked: Looked = { drafts: [], dropped: 0, why: null }
    let ended: Pick<SpecialistRun, 'state' | 'why'>
    try {
      const both = AbortSignal.any([late.signal, signal])
      looked = await untilAborted(
        look(both, (partly) => {
          looked = { ...partly, drafts: [...partly.drafts] }
        }),
        both,
      )
      ended = endOf(looked)
    } catch (error) {
      signal.throwIfAborted()
      ended = late.signal.aborted ? { state: 'late', why: 'time' } : { state: 'failed', why: 'error' }
      if (!late.signal.aborted) onFailed(name, error)
    } finally {
      cancel()
    }
    const { kept, dropped }: Guarded = guarded(looked.drafts, turns)
    const ms = Math.round(looked.ms ?? clock.ms() - begun)
    const found = { name, kept, run: { name, by, ...ended, ms, dropped: dropped + looked.dropped } }
    onDone(found)
    return found
  }
  return Promise.all(looks.map(one))
}

function endOf({ why }: Looked): Pick<SpecialistRun, 'state' | 'why'> {
  if (why === null) return { state: 'done', why }
  return { state: why === 'tokens' ? 'cut' : 'failed', why }
}

/** Whoever does not listen to the signal is not waited for. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>()
  const give = () => reject(signal.reason)
  signal.addEventListener('abort', give, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', give))
}
