import { join } from 'node:path'
import { createRandom } from '../../random.ts'
import { hireCrew } from '../crew.ts'
import { type EndingOutcome, playEnding } from '../meters/endings.ts'
import { listenToEcho, listenToNoise } from '../meters/ghosts.ts'
import { type OverlapOutcome, playOverlap } from '../meters/overlaps.ts'
import { playSpeaker } from '../meters/speakers.ts'
import type { Plan } from '../plan.ts'
import type { Each, Part } from '../progress.ts'
import type { Fault } from '../report/page.ts'
import { readGhosts, readOverlaps } from '../report/read-overlaps.ts'
import { readEndings, readFirstWords, readHabits } from '../report/read-turns.ts'
import { writeStereo } from '../report/stereo.ts'
import { COSTS, type Round } from '../round.ts'
import type { Ears } from '../scenarios/kinds.ts'
import type { Stage } from '../scenarios/stage.ts'

// What is read for each kind of recogniser.

/** V3 and V5–V9 by one kind of recogniser. */
export function listening(round: Round, part: Plan['ears'][number]): Part[] {
  const { wants } = round
  const real = part.kind === 'pocketsphinx' || part.kind === 'live'
  return [
    ...(wants('V3', 'V5', 'V6', 'V7') && part.overlaps.length > 0 ? [overlapping(round, part)] : []),
    ...(wants('V8') && part.endings.length > 0 ? [ending(round, part)] : []),
    ...(wants('V8') && part.slow.length > 0 ? [pausing(round, part)] : []),
    ...(wants('V9') && !real ? [ghosts(round, part.kind)] : []),
  ]
}

function overlapping(round: Round, { kind: ears, overlaps }: Plan['ears'][number]): Part {
  const { result, add, wavs } = round
  return {
    what: `${overlaps.length} overlaps, ${ears}`,
    weight: overlaps.length * (ears === 'pocketsphinx' ? COSTS.recognised : COSTS.overlap),
    async work(each) {
      const stage = round.stage(ears)
      const outcomes =
        ears === 'pocketsphinx'
          ? await recognised<OverlapOutcome>(round, each, 'overlap', overlaps)
          : await each(overlaps, async (clip) => {
              const { outcome, conversation } = await playOverlap(stage, clip)
              round.waited.push(...conversation.metrics)
              if (!outcome.right) writeStereo(join(wavs, `${ears}-${clip.id}.wav`), conversation)
              return outcome
            })
      if (outcomes.length === 0) return
      add(readOverlaps(ears, outcomes))
      result.outcomes[`overlaps ${ears}`] = outcomes
      result.faults.push(...faultsOf(ears, outcomes))
      const meant = outcomes.filter(({ kind }) => kind === 'interruption' || kind === 'wait')
      round.silences.push({ name: ears, values: meant.flatMap(({ silentAfterMs }) => silentAfterMs ?? []) })
    },
  }
}

function ending(round: Round, { kind: ears, endings }: Plan['ears'][number]): Part {
  const { result, add } = round
  return {
    what: `${endings.length} endings, ${ears}`,
    weight: endings.length * (ears === 'pocketsphinx' ? COSTS.recognised : COSTS.ending),
    async work(each) {
      const stage = round.stage(ears)
      const outcomes =
        ears === 'pocketsphinx'
          ? await recognised<EndingOutcome>(round, each, 'ending', endings)
          : await each(endings, async (clip) => {
              const { outcome, conversation } = await playEnding(stage, clip)
              round.waited.push(...conversation.metrics)
              return outcome
            })
      if (outcomes.length === 0) return
      add(readEndings(ears, outcomes))
      if (ears !== 'pocketsphinx' && ears !== 'live') add(readFirstWords(ears, outcomes))
      result.outcomes[`endings ${ears}`] = outcomes
      result.faults.push(...faultsOf(ears, outcomes))
      round.commits.push({ name: ears, values: outcomes.flatMap(({ committedMs }) => committedMs ?? []) })
    },
  }
}

/**
 * Clips that a real recogniser hears: two at a time, in an order by chance that is always the same, for as long as there is time. What it
 * wrote is kept, so that another run comes further.
 */
async function recognised<T>(
  { plan, wavs, without, stage, result }: Round,
  each: Each,
  play: 'overlap' | 'ending',
  clips: readonly { id: string }[],
): Promise<T[]> {
  const chance = (id: string) => createRandom(`order ${id}`).next()
  const mixed = clips.toSorted((a, b) => chance(a.id) - chance(b.id))
  const crew = hireCrew(2, { folder: stage('pocketsphinx').folder, wavs, ears: 'pocketsphinx', without })
  try {
    const untilMs = plan.recognisedMinutes[play] * 60_000
    const outcomes = await each(mixed, ({ id }) => crew.play<T>({ play, id }), { atOnce: crew.size, untilMs })
    if (outcomes.length < clips.length)
      result.notes.push(`pocketsphinx heard ${outcomes.length} of ${clips.length} clips (${play}s) in its time.`)
    return outcomes
  } finally {
    crew.leave()
  }
}

/** V8, second half: people and their pauses. */
function pausing(round: Round, { kind: ears, slow, quick }: Plan['ears'][number]): Part {
  return {
    what: `slow and quick speakers, ${ears}`,
    weight: (slow.length + quick.length) * COSTS.speaker,
    pieces: slow.length + quick.length,
    async work(each) {
      const stage = round.stage(ears)
      const [slowly, quickly] = [await peopleOf(round, each, stage, slow), await peopleOf(round, each, stage, quick)]
      if (round.signal.aborted) return
      const turns = (people: typeof slowly) => people.flatMap(({ spoken }) => spoken)
      round.add(readHabits(ears, turns(slowly), turns(quickly)))
      round.result.outcomes[`speakers ${ears}`] = { slow: slowly, quick: quickly }
    },
  }
}

export function peopleOf({ plan }: Round, each: Each, stage: Stage, speakers: Plan['ordinary']) {
  return each(speakers, async (speaker) => {
    const { spoken, cost, habits } = await playSpeaker(stage, speaker, plan.turnsOf ?? undefined)
    return { spoken, cost, habits }
  })
}

/** V9. */
function ghosts(round: Round, ears: Ears): Part {
  const { noiseMinutes, echoReplies } = round.plan
  return {
    what: `${noiseMinutes} min of noise and ${echoReplies} replies with echo, ${ears}`,
    weight: noiseMinutes * COSTS.minute + echoReplies * COSTS.echo,
    async work() {
      const stage = round.stage(ears)
      const noise = await listenToNoise(stage, noiseMinutes)
      const echo = await listenToEcho(stage, echoReplies)
      round.add(readGhosts(ears, noise, echo))
      round.result.outcomes[`ghosts ${ears}`] = { noise, echo }
    },
  }
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
