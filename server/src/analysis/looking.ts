import { setImmediate as breath } from 'node:timers/promises'
import type { Learner } from '../learner.ts'
import type { Clock } from '../providers/clock.ts'
import type { Llm } from '../providers/llm/llm.ts'
import type { Workers } from '../workers/workers.ts'
import { askModel } from './by-model.ts'
import type byRules from './by-rules.ts'
import { type Draft, type Material, turnsOf } from './material.ts'
import { merged, type Standing } from './merging.ts'
import { type Found, type Look, type Looked, SPECIALIST_MS, sideBySide } from './side-by-side.ts'
import { SPECIALISTS } from './specialists/specialists.ts'
import { wordedByModel } from './wording-by-model.ts'

/** What is no longer, in characters, every specialist reads within a few milliseconds; the rest is heavy work. */
const HERE_MAX = 8_000

/** What all specialists found, and what a model made of it. */
export interface Outcome {
  found: Found[]
  statements: Standing[]
  /** Null: rules compose it. */
  synthesis: string | null
}

/** Has every specialist look, by rules, of what is long in threads, and by a model where one is to be asked. */
export function createLooking({
  workers,
  llmFor,
  clock,
  now,
  log,
}: {
  workers: Pick<Workers, 'task'>
  llmFor: (userId: string) => Llm
  clock: Clock
  now: () => Date
  log: { warn(facts: object, message: string): void }
}) {
  const ruled = workers.task<typeof byRules>(new URL('./by-rules.ts', import.meta.url), {
    ...{ timeoutMs: SPECIALIST_MS, memoryMb: 256, patient: true },
  })

  const rules = (material: Material, userId: string): Look[] => {
    const isShort = material.turns.reduce((sum, { said }) => sum + said.length, 0) <= HERE_MAX
    return SPECIALISTS.map((specialist) => ({
      ...{ specialist, by: 'rules' },
      async look(signal) {
        if (!isShort) return nothingLeftOut(await ruled({ name: specialist.name, material }, { signal, owner: userId }))
        // One after the other, so that others are heard in between.
        await breath()
        const begun = clock.ms()
        return { ...nothingLeftOut(specialist.byRules(material)), ms: clock.ms() - begun }
      },
    }))
  }

  const model = (llm: Llm, learner: Learner, material: Material): Look[] =>
    SPECIALISTS.map((specialist) => ({
      ...{ specialist, by: 'model' },
      look: (signal, onFound) => askModel(llm, specialist, { ...{ material, learner, signal, onFound }, now: now() }),
    }))

  async function worded(llm: Llm, statements: Standing[], learner: Learner, signal: AbortSignal) {
    const late = new AbortController()
    const cancel = clock.after(SPECIALIST_MS, () => late.abort(new Error('its time is up')))
    try {
      const both = AbortSignal.any([late.signal, signal])
      return await wordedByModel(llm, statements, { learner, now: now(), signal: both })
    } catch (error) {
      signal.throwIfAborted()
      if (!late.signal.aborted) throw error
      return null
    } finally {
      cancel()
    }
  }

  /** `asksModel`: whether a model is asked at all. `onDone` hears how many of how many are through. Throws the signal's reason. */
  return async function look(
    learner: Learner,
    material: Material,
    {
      asksModel,
      signal,
      onDone,
    }: { asksModel: boolean; signal: AbortSignal; onDone: (done: number, of: number) => void },
  ): Promise<Outcome> {
    const llm = asksModel ? llmFor(learner.userId) : null
    const asked = llm && llm.name !== 'companion' ? model(llm, learner, material) : []
    const looks = [...rules(material, learner.userId), ...asked]
    let done = 0
    const found = await sideBySide(looks, {
      ...{ turns: turnsOf(material), clock, signal },
      onDone: () => onDone(++done, looks.length),
      onFailed: (specialist, error) => log.warn({ err: error, specialist }, 'a specialist failed'),
    })
    const statements = merged(found)
    const synthesis = llm && asked.length > 0 ? await worded(llm, statements, learner, signal) : null
    return { found, statements, synthesis }
  }
}

const nothingLeftOut = (drafts: Draft[]): Looked => ({ drafts, dropped: 0, why: null })
