import { createHandClock } from '../../../server/src/providers/conformance/hand-clock.ts'
import { toBytes, toSamples } from '../../../server/src/providers/pcm.ts'
import { createBrowserLine, type Wire } from '../../../server/src/voice/browser-line.ts'
import type { Line } from '../../../server/src/voice/live/line.ts'
import { createVoiceSession } from '../../../server/src/voice/live/session.ts'
import {
  createMarkDetector,
  createMarkStt,
  createMarkTts,
  createSpeaker,
  createVocabulary,
} from '../../../server/src/voice/live/testing/marked-sound.ts'
import { createMemoryLine } from '../../../server/src/voice/live/testing/memory-line.ts'
import { createScriptedBrain } from '../../../server/src/voice/live/testing/scripted-brain.ts'
import { SENTENCES } from '../../../server/src/voice/live/testing/sentences.ts'
import { createRandom } from '../../random.ts'

// V3 on every line: replies that are cut anywhere, and what is remembered of them against what left the loudspeaker. Every sample says which word
// it belongs to, so that what was heard is known exactly.

/** `browser` has a network before its loudspeaker; `text` speaks with a voice of its own and is told words. */
export const LINES = ['browser', 'memory', 'text'] as const
export type LineKind = (typeof LINES)[number]

export interface CutOutcome {
  /** The voice says when its words sound. */
  timed: boolean
  /** Words that are remembered and were not heard. */
  unheard: number
  /** Words that were heard whole and are not remembered. */
  missing: number
}

const NETWORK_MS = 23
const SAMPLES_A_MS = 24

/** One reply that is cut at some moment; the same `seed` cuts the same. */
export async function cutReply(kind: LineKind, seed: string): Promise<CutOutcome> {
  const random = createRandom(`cut ${seed}`)
  const clock = createHandClock()
  const vocabulary = createVocabulary()
  const speaker = createSpeaker(vocabulary)
  const wordMs = random.pick([120, 250, 400])
  const timed = kind !== 'text' && random.next() < 0.5
  const sentences = Array.from({ length: random.whole(1, 4) }, () => random.pick(SENTENCES))
  const brain = createScriptedBrain(clock, () => ({ words: sentences.map((one) => `${one} `), betweenMs: 20 }))
  const loudspeaker = createMemoryLine(clock)
  const lengths = new Map<number, number>()
  const characterMs = random.pick([55, 75, 100])
  const { line, connect } = lineOf(kind, { clock, loudspeaker, sound })
  const session = createVoiceSession({
    clock,
    line,
    brain,
    detector: createMarkDetector(),
    stt: createMarkStt(clock, vocabulary),
    tts: kind === 'text' ? null : createMarkTts(clock, vocabulary, { wordMs, speed: random.pick([1.2, 3, 20]), timed }),
    clean: (text) => text.trim(),
    language: 'en',
    patience: { slider: 0.5, habits: { pausesMs: [] } },
    manner: { voice: null, rate: 1 },
    onMetric: () => {},
    learn: () => {},
    onEvent: () => {},
  })
  connect(session.played)

  /** A far end's own voice: a word takes as long as it is. */
  function sound(text: string): Int16Array[] {
    return text.split(' ').flatMap((word) => {
      if (word === '') return []
      const mark = vocabulary.number(word)
      const samples = new Int16Array(Math.round((word.length + 1) * characterMs) * SAMPLES_A_MS).fill(mark)
      lengths.set(mark, samples.length)
      return [samples]
    })
  }

  async function hear(frames: Int16Array[]) {
    for (const frame of frames) {
      await clock.advance(20)
      session.hear(frame)
    }
    await clock.settle()
  }

  await hear(speaker.words('tell me'))
  for (let waited = 0; waited < 20_000 && !loudspeaker.sounding(); waited += 20) await hear(speaker.silence(20))
  await hear(speaker.silence(random.whole(0, 8_000)))
  const how = random.pick(['cancel', 'speak', 'hang up'])
  if (how === 'cancel') session.cancel()
  if (how === 'speak') await hear(speaker.words('no I want something else now'))
  if (how !== 'hang up') await hear(speaker.silence(1_500))
  const closing = session.close()
  await clock.advance(15_000)
  await closing
  const first = loudspeaker.heard()[0]?.replyId
  const heard = loudspeaker.heard().filter(({ replyId }) => replyId === first)
  loudspeaker.close()
  const marks = Map.groupBy(
    heard.flatMap(({ samples }) => [...samples]).filter((mark) => mark > 0),
    (mark) => mark,
  )
  const needed = (mark: number) => lengths.get(mark) ?? wordMs * SAMPLES_A_MS
  const words = [...marks].map(([mark, all]) => ({ text: vocabulary.word(mark), whole: all.length >= needed(mark) }))
  const remembered = brain.exchanges[0]?.heard?.split(' ').filter(Boolean) ?? []
  const right = remembered.findIndex((word, n) => word !== words[n]?.text)
  return {
    timed,
    unheard: right < 0 ? 0 : remembered.length - right,
    missing: Math.max(0, words.filter(({ whole }) => whole).length - remembered.length),
  }
}

type Report = (playedMs: number, replyId: string) => void

function lineOf(
  kind: LineKind,
  {
    clock,
    loudspeaker,
    sound,
  }: {
    clock: ReturnType<typeof createHandClock>
    loudspeaker: ReturnType<typeof createMemoryLine>
    sound(text: string): Int16Array[]
  },
): { line: Line; connect(report: Report): void } {
  if (kind === 'memory') return { line: loudspeaker, connect: loudspeaker.connect }
  const line = createBrowserLine({ output: kind === 'text' ? 'text' : 'audio', onResume: () => {} })
  const later = (what: () => void) => void clock.after(NETWORK_MS, what)
  const wire: Wire = {
    send: (frame) =>
      later(() => {
        if (frame.type === 'reply-start')
          loudspeaker.begin({ replyId: frame.reply_id ?? frame.exchange_id, exchangeId: frame.exchange_id })
        if (frame.type === 'pause' || frame.type === 'resume' || frame.type === 'clear') loudspeaker[frame.type]()
      }),
    sendSound: (bytes) => later(() => loudspeaker.play(toSamples(bytes))),
  }
  const say = (text: string) => {
    for (const word of sound(text)) wire.sendSound(toBytes(word))
  }
  line.attach(wire, {}, { type: 'pong' })
  return {
    // What is to be said travels with the captions.
    line: kind === 'text' ? { ...line, say } : line,
    connect: (report) =>
      loudspeaker.connect((playedMs, replyId) =>
        later(() => {
          line.played(playedMs, replyId)
          report(line.playedMs(), replyId)
        }),
      ),
  }
}
