import { join } from 'node:path'
import { share } from '../../statistics.ts'
import { cutReply, LINES } from '../meters/cuts.ts'
import { compareDetectors, linesOf, readDetectors, sileroModel } from '../meters/detectors.ts'
import { measureOverhead } from '../meters/overhead.ts'
import { readProperties } from '../meters/properties.ts'
import type { Each, Part } from '../progress.ts'
import { distribution } from '../report/plots.ts'
import { readCuts } from '../report/read-cuts.ts'
import { readOverhead, readSpeculation } from '../report/read-turns.ts'
import { reader } from '../report/readings.ts'
import { writeStereo } from '../report/stereo.ts'
import { talkByHand } from '../room/by-hand.ts'
import { COSTS, type Round } from '../round.ts'
import { chart } from '../scenarios/chart.ts'
import { play, scripts } from '../scenarios/play.ts'
import { TALK } from '../scenarios/replies.ts'
import { settingOf } from '../scenarios/stage.ts'
import { peopleOf } from './listening.ts'

// What is read once, whatever recogniser listens.

const SHORT_REPLY = TALK.en.reply
  .split(/(?<=\.)/)
  .slice(0, 2)
  .join('')

/** V10. */
export function speculating(round: Round): Part {
  const { plan, result } = round
  return {
    what: 'speculation',
    weight: plan.ordinary.length * 2 * COSTS.ordinary,
    pieces: plan.ordinary.length * 2,
    async work(each) {
      const plain = await peopleOf(round, each, round.stage('streaming', { speculation: true }), plan.ordinary)
      const ahead = await peopleOf(round, each, round.stage('streaming'), plan.ordinary)
      if (round.signal.aborted) return
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
    },
  }
}

/** V3 on every line. */
export function cutting(round: Round): Part {
  const { cuts } = round.plan
  return {
    what: `${cuts} replies that are cut, on each of ${LINES.length} lines`,
    weight: LINES.length * cuts * COSTS.cut,
    pieces: LINES.length * cuts,
    async work(each) {
      for (const line of LINES) {
        const seeds = Array.from({ length: cuts }, (_, n) => `${line} ${n}`)
        const outcomes = await each(seeds, (seed) => cutReply(line, seed))
        if (outcomes.length === 0) return
        round.add(readCuts(line, outcomes))
        round.result.outcomes[`cuts ${line}`] = outcomes
      }
    },
  }
}

/** V2–V4 by random events. */
export function breaking(round: Round): Part {
  return {
    what: 'random events (V2–V4)',
    weight: 40,
    async work() {
      const { readings, notes } = await readProperties(round.stage('streaming').folder, round.signal)
      round.add(readings)
      round.result.notes.push(...notes)
    },
  }
}

export function comparing(round: Round): Part {
  const model = sileroModel()
  if (!model) round.result.notes.push('Detectors: without Silero, whose model comes with @ricky0123/vad-web.')
  return {
    what: model ? 'detectors' : 'the built-in detector',
    weight: model ? 90 : 20,
    async work(each) {
      const compared = await compareDetectors({ studio: round.stage('streaming').studio, model, each })
      if (!compared) return
      round.add(readDetectors(compared))
      round.result.outcomes.detectors = linesOf(compared)
    },
  }
}

/** V1. */
export function hurrying(round: Round): Part {
  const { plan, result } = round
  return {
    what: `${plan.overheadTurns} turns in real time`,
    weight: plan.overheadTurns * COSTS.turn,
    async work() {
      const overhead = await measureOverhead(round.stage('streaming').studio, plan.overheadTurns, round.signal)
      if (overhead.length === 0) return
      round.add(readOverhead(overhead))
      result.outcomes.overhead = overhead
      const values = overhead.filter((ms) => !Number.isNaN(ms))
      result.plots.push(distribution('V1: overhead of the engine', [{ name: 'all turns', values }], 25))
    },
  }
}

export function scripted(round: Round): Part {
  return { what: 'scripts', weight: 8, work: (each) => playScripts(round, each) }
}

async function playScripts({ stage, wavs, result, add }: Round, each: Each) {
  const on = stage('streaming')
  const all = scripts()
  const kept = await each(all, async (script) => {
    const conversation = talkByHand({ ...(await settingOf(on, script.name, 'clean')), replyTo: () => SHORT_REPLY })
    const faults = await play(on.studio, script, conversation)
    if (!(await conversation.close())) faults.push('the session did not close')
    if (conversation.clock.pending > 0) faults.push(`${conversation.clock.pending} timers were left`)
    writeStereo(join(wavs, `${script.name.replace(/\W+/g, '-')}.wav`), conversation)
    result.timelines.push(chart(script.name, conversation))
    result.faults.push(...faults.map((why) => ({ ears: 'streaming', id: 'script', what: script.name, why })))
    return faults.length === 0
  })
  add([
    reader('streaming')(
      'scripts',
      'conversations that went as written',
      share(kept.filter(Boolean).length, kept.length),
      'share',
      {
        least: 1,
      },
    ),
  ])
}
