import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Without } from '../../server/src/voice/live/session.ts'
import { type EndingOutcome, playEnding } from './meters/endings.ts'
import { listenToEcho, listenToNoise } from './meters/ghosts.ts'
import { measureOverhead } from './meters/overhead.ts'
import { type OverlapOutcome, playOverlap } from './meters/overlaps.ts'
import { readSplitter } from './meters/properties.ts'
import { playSpeaker } from './meters/speakers.ts'
import type { Plan } from './plan.ts'
import type { Fault } from './report/page.ts'
import { distribution } from './report/plots.ts'
import { readGhosts, readOverlaps } from './report/read-overlaps.ts'
import { readEndings, readFirstWords, readHabits, readOverhead, readSpeculation } from './report/read-turns.ts'
import type { Reading } from './report/readings.ts'
import { writeStereo } from './report/stereo.ts'
import { talkByHand } from './room/by-hand.ts'
import { chart } from './scenarios/chart.ts'
import { play, scripts } from './scenarios/play.ts'
import { TALK } from './scenarios/replies.ts'
import { type Stage, settingOf } from './scenarios/stage.ts'
import type { Studio } from './sound/studio.ts'

export interface Evaluation {
  readings: Reading[]
  faults: Fault[]
  plots: string[]
  timelines: string[]
  outcomes: Record<string, unknown>
}

interface Needs {
  studio: Studio
  /** Where the report goes, WAVs included, and what other runs may use again. */
  folder: string
  without: Without
  detector(): SpeechDetector
  /** Goals that are asked for (`V6`); all of them when it is empty. */
  only: string[]
  tell(line: string): void
}

/** Plays the plan and reads the numbers. */
export async function evaluate(plan: Plan, needs: Needs): Promise<Evaluation> {
  const { studio, folder, without, detector, tell } = needs
  const wants = (...goals: string[]) => needs.only.length === 0 || goals.some((goal) => needs.only.includes(goal))
  const result: Evaluation = { readings: [], faults: [], plots: [], timelines: [], outcomes: {} }
  const silences: { name: string; values: number[] }[] = []
  const commits: { name: string; values: number[] }[] = []
  const wavs = join(folder, 'wav')
  rmSync(wavs, { recursive: true, force: true })
  mkdirSync(wavs, { recursive: true })

  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    const done = await work()
    tell(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
    return done
  }

  for (const { kind: ears, ...part } of plan.ears) {
    const stage: Stage = { studio, folder, ears, without, detector }
    if (wants('V3', 'V5', 'V6', 'V7')) {
      const outcomes = await timed(`${part.overlaps.length} overlaps, ${ears}`, () =>
        overlapsOf(stage, part.overlaps, wavs),
      )
      result.readings.push(...readOverlaps(ears, outcomes))
      result.outcomes[`overlaps ${ears}`] = outcomes
      result.faults.push(...faultsOf(ears, outcomes))
      silences.push({
        name: ears,
        values: outcomes.flatMap(({ kind, silentAfterMs }) =>
          kind === 'interruption' || kind === 'wait' ? (silentAfterMs ?? []) : [],
        ),
      })
    }
    if (wants('V8')) {
      const outcomes = await timed(`${part.endings.length} endings, ${ears}`, () => endingsOf(stage, part.endings))
      result.readings.push(...readEndings(ears, outcomes))
      if (ears !== 'pocketsphinx') result.readings.push(...readFirstWords(ears, outcomes))
      result.outcomes[`endings ${ears}`] = outcomes
      result.faults.push(...faultsOf(ears, outcomes))
      commits.push({ name: ears, values: outcomes.flatMap(({ committedMs }) => committedMs ?? []) })
      if (part.slow.length > 0) {
        const people = async (all: Plan['ordinary']) => {
          const spoken = []
          for (const speaker of all)
            spoken.push(...(await playSpeaker(stage, speaker, plan.turnsOf ?? undefined)).spoken)
          return spoken
        }
        const [slow, quick] = await timed(
          `slow and quick speakers, ${ears}`,
          async () => [await people(part.slow), await people(part.quick)] as const,
        )
        result.readings.push(...readHabits(ears, slow, quick))
        result.outcomes[`speakers ${ears}`] = { slow, quick }
      }
    }
    if (wants('V9') && ears !== 'pocketsphinx') {
      const noise = await timed(`${plan.noiseMinutes} min of noise, ${ears}`, () =>
        listenToNoise(stage, plan.noiseMinutes),
      )
      const echo = await timed(`${plan.echoReplies} replies with echo, ${ears}`, () =>
        listenToEcho(stage, plan.echoReplies),
      )
      result.readings.push(...readGhosts(ears, noise, echo))
      result.outcomes[`ghosts ${ears}`] = { noise, echo }
    }
  }
  if (wants('V10')) {
    const people = async (speculation: boolean) => {
      const stage: Stage = {
        studio,
        folder,
        ears: 'streaming',
        without: { ...without, speculation: without.speculation || !speculation },
        detector,
      }
      const all = []
      for (const speaker of plan.ordinary) {
        const { spoken, cost } = await playSpeaker(stage, speaker, plan.turnsOf ?? undefined)
        all.push({ spoken, cost })
      }
      return all
    }
    const [plain, ahead] = await timed('speculation', async () => [await people(false), await people(true)] as const)
    result.readings.push(...readSpeculation('streaming', plain, ahead))
    result.outcomes.speculation = { plain, ahead }
    const firsts = (all: typeof plain) =>
      all.flatMap(({ spoken }) => spoken.flatMap(({ firstSoundMs }) => firstSoundMs ?? []))
    result.plots.push(
      distribution(
        'V10: from the last word to the first sound',
        [
          { name: 'without', values: firsts(plain) },
          { name: 'with speculation', values: firsts(ahead) },
        ],
        null,
      ),
    )
  }
  if (wants('V11')) result.readings.push(...readSplitter())
  if (wants('V1')) {
    const overhead = await timed(`${plan.overheadTurns} turns in real time`, () =>
      measureOverhead(studio, plan.overheadTurns),
    )
    result.readings.push(...readOverhead(overhead))
    result.outcomes.overhead = overhead
    result.plots.push(
      distribution(
        'V1: overhead of the engine',
        [{ name: 'all turns', values: overhead.filter((ms) => !Number.isNaN(ms)) }],
        25,
      ),
    )
  }
  if (plan.scripts && needs.only.length === 0)
    await timed('scripts', () => playScripts({ studio, folder, ears: 'streaming', without, detector }, wavs, result))
  result.plots.unshift(
    distribution('V5: silent after an interruption', silences, 250),
    distribution('V8: short answers committed', commits, 400),
  )
  return result
}

async function overlapsOf(
  stage: Stage,
  clips: Plan['ears'][number]['overlaps'],
  wavs: string,
): Promise<OverlapOutcome[]> {
  const outcomes: OverlapOutcome[] = []
  for (const clip of clips) {
    const { outcome, conversation } = await playOverlap(stage, clip)
    outcomes.push(outcome)
    if (!outcome.right) writeStereo(join(wavs, `${stage.ears}-${clip.id}.wav`), conversation)
  }
  return outcomes
}

async function endingsOf(stage: Stage, clips: Plan['ears'][number]['endings']): Promise<EndingOutcome[]> {
  const outcomes: EndingOutcome[] = []
  for (const clip of clips) outcomes.push((await playEnding(stage, clip)).outcome)
  return outcomes
}

function faultsOf(ears: string, outcomes: readonly (OverlapOutcome | EndingOutcome)[]): Fault[] {
  return outcomes
    .filter(({ right }) => !right)
    .map(({ id, what, why, kind, split, condition, language }) => ({
      ears,
      id,
      what: `${what} (${kind}, ${language}, ${condition}, ${split})`,
      why,
    }))
}

async function playScripts(stage: Stage, wavs: string, result: Evaluation) {
  let kept = 0
  const all = scripts()
  for (const script of all) {
    const conversation = talkByHand({
      ...(await settingOf(stage, script.name, 'clean')),
      replyTo: () =>
        TALK.en.reply
          .split(/(?<=\.)/)
          .slice(0, 2)
          .join(''),
    })
    const faults = await play(stage.studio, script, conversation)
    await conversation.close()
    if (conversation.clock.pending > 0) faults.push(`${conversation.clock.pending} timers were left`)
    writeStereo(join(wavs, `${script.name.replace(/\W+/g, '-')}.wav`), conversation)
    result.timelines.push(chart(script.name, conversation))
    result.faults.push(...faults.map((why) => ({ ears: 'streaming', id: 'script', what: script.name, why })))
    if (faults.length === 0) kept++
  }
  result.readings.push({
    goal: 'scripts',
    what: 'conversations that went as written',
    ears: 'streaming',
    estimate: { value: kept / all.length, n: all.length, low: kept / all.length, high: kept / all.length },
    unit: 'share',
    wanted: { least: 1 },
  })
}
