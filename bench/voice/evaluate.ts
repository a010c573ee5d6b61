import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Without } from '../../server/src/voice/live/session.ts'
import { type EndingOutcome, playEnding } from './meters/endings.ts'
import { listenToEcho, listenToNoise } from './meters/ghosts.ts'
import { measureOverhead } from './meters/overhead.ts'
import { type OverlapOutcome, playOverlap } from './meters/overlaps.ts'
import { readProperties, readSplitter } from './meters/properties.ts'
import { playSpeaker } from './meters/speakers.ts'
import type { Plan } from './plan.ts'
import type { Fault } from './report/page.ts'
import { distribution, type Series } from './report/plots.ts'
import { readGhosts, readOverlaps } from './report/read-overlaps.ts'
import { readEndings, readFirstWords, readHabits, readOverhead, readSpeculation } from './report/read-turns.ts'
import { type Reading, reader } from './report/readings.ts'
import { writeStereo } from './report/stereo.ts'
import { talkByHand } from './room/by-hand.ts'
import { chart } from './scenarios/chart.ts'
import type { Ears } from './scenarios/kinds.ts'
import { play, scripts } from './scenarios/play.ts'
import { TALK } from './scenarios/replies.ts'
import { type Stage, settingOf } from './scenarios/stage.ts'
import type { Studio } from './sound/studio.ts'
import { share } from './statistics.ts'

export interface Evaluation {
  readings: Reading[]
  faults: Fault[]
  plots: string[]
  timelines: string[]
  outcomes: Record<string, unknown>
}

const SHORT_REPLY = TALK.en.reply
  .split(/(?<=\.)/)
  .slice(0, 2)
  .join('')

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
  const round = openRound(plan, needs)
  for (const part of plan.ears) await listen(round, part)
  if (round.wants('V10')) await speculate(round)
  if (plan.properties && round.wants('V2', 'V3', 'V4'))
    round.add(await round.timed('random events', async () => readProperties()))
  if (round.wants('V11')) round.add(readSplitter())
  if (round.wants('V1')) await hurry(round)
  if (plan.scripts && needs.only.length === 0) await round.timed('scripts', () => playScripts(round))
  const { result, silences, commits } = round
  result.plots.unshift(
    distribution('V5: silent after an interruption', silences, 250),
    distribution('V8: short answers committed', commits, 400),
  )
  return result
}

type Round = ReturnType<typeof openRound>

function openRound(plan: Plan, { studio, folder, without, detector, only, tell }: Needs) {
  const result: Evaluation = { readings: [], faults: [], plots: [], timelines: [], outcomes: {} }
  const wavs = join(folder, 'wav')
  rmSync(wavs, { recursive: true, force: true })
  mkdirSync(wavs, { recursive: true })
  return {
    plan,
    result,
    wavs,
    silences: [] as Series[],
    commits: [] as Series[],
    wants: (...goals: string[]) => only.length === 0 || goals.some((goal) => only.includes(goal)),
    add: (readings: Reading[]) => void result.readings.push(...readings),
    stage: (ears: Ears, off: Without = {}): Stage => ({
      studio,
      folder,
      ears,
      without: { ...without, ...off },
      detector,
    }),
    async timed<T>(what: string, work: () => Promise<T>): Promise<T> {
      const began = performance.now()
      const done = await work()
      tell(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
      return done
    },
  }
}

/** V3 and V5–V9 by one kind of recogniser. */
async function listen(round: Round, part: Plan['ears'][number]) {
  const { plan, result, wants, add, timed } = round
  const ears = part.kind
  const stage = round.stage(ears)
  if (wants('V3', 'V5', 'V6', 'V7')) {
    const outcomes = await timed(`${part.overlaps.length} overlaps, ${ears}`, () =>
      overlapsOf(stage, part.overlaps, round.wavs),
    )
    add(readOverlaps(ears, outcomes))
    result.outcomes[`overlaps ${ears}`] = outcomes
    result.faults.push(...faultsOf(ears, outcomes))
    const real = outcomes.filter(({ kind }) => kind === 'interruption' || kind === 'wait')
    round.silences.push({ name: ears, values: real.flatMap(({ silentAfterMs }) => silentAfterMs ?? []) })
  }
  if (wants('V8')) await endTurns(round, part)
  if (wants('V9') && ears !== 'pocketsphinx') {
    const noise = await timed(`${plan.noiseMinutes} min of noise, ${ears}`, () =>
      listenToNoise(stage, plan.noiseMinutes),
    )
    const echo = await timed(`${plan.echoReplies} replies with echo, ${ears}`, () =>
      listenToEcho(stage, plan.echoReplies),
    )
    add(readGhosts(ears, noise, echo))
    result.outcomes[`ghosts ${ears}`] = { noise, echo }
  }
}

/** V8. */
async function endTurns(round: Round, part: Plan['ears'][number]) {
  const { result, add, timed } = round
  const ears = part.kind
  const stage = round.stage(ears)
  const outcomes = await timed(`${part.endings.length} endings, ${ears}`, () => endingsOf(stage, part.endings))
  add(readEndings(ears, outcomes))
  if (ears !== 'pocketsphinx') add(readFirstWords(ears, outcomes))
  result.outcomes[`endings ${ears}`] = outcomes
  result.faults.push(...faultsOf(ears, outcomes))
  round.commits.push({ name: ears, values: outcomes.flatMap(({ committedMs }) => committedMs ?? []) })
  if (part.slow.length === 0) return
  const [slow, quick] = await timed(
    `slow and quick speakers, ${ears}`,
    async () => [await peopleOf(round, stage, part.slow), await peopleOf(round, stage, part.quick)] as const,
  )
  const turns = (people: typeof slow) => people.flatMap(({ spoken }) => spoken)
  add(readHabits(ears, turns(slow), turns(quick)))
  result.outcomes[`speakers ${ears}`] = { slow, quick }
}

async function peopleOf({ plan }: Round, stage: Stage, speakers: Plan['ordinary']) {
  const people = []
  for (const speaker of speakers) {
    const { spoken, cost, habits } = await playSpeaker(stage, speaker, plan.turnsOf ?? undefined)
    people.push({ spoken, cost, habits })
  }
  return people
}

/** V10. */
async function speculate(round: Round) {
  const { plan, result } = round
  const [plain, ahead] = await round.timed(
    'speculation',
    async () =>
      [
        await peopleOf(round, round.stage('streaming', { speculation: true }), plan.ordinary),
        await peopleOf(round, round.stage('streaming'), plan.ordinary),
      ] as const,
  )
  round.add(readSpeculation('streaming', plain, ahead))
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

/** V1. */
async function hurry(round: Round) {
  const { plan, result } = round
  const { studio } = round.stage('streaming')
  const overhead = await round.timed(`${plan.overheadTurns} turns in real time`, () =>
    measureOverhead(studio, plan.overheadTurns),
  )
  round.add(readOverhead(overhead))
  result.outcomes.overhead = overhead
  const values = overhead.filter((ms) => !Number.isNaN(ms))
  result.plots.push(distribution('V1: overhead of the engine', [{ name: 'all turns', values }], 25))
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

async function playScripts({ stage, wavs, result, add }: Round) {
  const on = stage('streaming')
  const all = scripts()
  let kept = 0
  for (const script of all) {
    const conversation = talkByHand({ ...(await settingOf(on, script.name, 'clean')), replyTo: () => SHORT_REPLY })
    const faults = await play(on.studio, script, conversation)
    if (!(await conversation.close())) faults.push('the session did not close')
    if (conversation.clock.pending > 0) faults.push(`${conversation.clock.pending} timers were left`)
    writeStereo(join(wavs, `${script.name.replace(/\W+/g, '-')}.wav`), conversation)
    result.timelines.push(chart(script.name, conversation))
    result.faults.push(...faults.map((why) => ({ ears: 'streaming', id: 'script', what: script.name, why })))
    if (faults.length === 0) kept++
  }
  add([
    reader('streaming')('scripts', 'conversations that went as written', share(kept, all.length), 'share', {
      least: 1,
    }),
  ])
}
