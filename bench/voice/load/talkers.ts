import { type Experience, openTalker, type Talker } from './talker.ts'
import { framed } from './thin-socket.ts'

// All talkers in one process, so that the server keeps a core of its own. Told by messages what to do.

interface Opening {
  do: 'open'
  url: string
  tokens: string[]
  sessions: number
  /** 16-bit samples in base64. */
  speech: string
  silence: string
  everyMs: number
}

type Order = Opening | { do: 'forget' } | { do: 'tell' }

/** What all of them went through together, and how late this process itself was. */
export interface Told extends Omit<Experience, 'closed'> {
  sessions: number
  closed: number
  /** The share of frames that left more than a frame late, 0–1. */
  late: number
  /** Time that this process, or the server, did not have: so much later everybody spoke, and nothing was sent faster than people speak. */
  slippedMs: number
}

/** So many open at once; nobody speaks before all are there. */
const AT_ONCE = 20
const FRAME_MS = 20
const FRAME_BYTES = 640
/** One look at the clock sends the frames of all whose moment has come. */
const LOOK_EVERY_MS = 2
/** Frames may be made up for so long, as a browser does after a hiccup. */
const CATCH_UP_MS = 200

const talkers: Talker[] = []
let late = 0
let ticks = 0
let slippedMs = 0

process.on('message', (order: Order) => {
  if (order.do === 'open') void open(order).then(() => process.send?.({ opened: talkers.length }), fail)
  else if (order.do === 'forget') forget()
  else process.send?.({ told: tell() })
})
process.once('disconnect', () => process.exit(0))

function fail(error: unknown) {
  process.send?.({ failed: error instanceof Error ? error.message : String(error) })
}

async function open({ url, tokens, sessions, speech, silence, everyMs }: Opening) {
  const everyFrames = Math.round(everyMs / FRAME_MS)
  const sounds = { speech: framesOf(speech), silence: framesOf(silence), everyFrames }
  for (let first = 0; first < sessions; first += AT_ONCE)
    talkers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, sessions - first) }, (_, i) => {
          const n = first + i
          const token = tokens[n % tokens.length] ?? ''
          const firstFrame = Math.floor((n * everyFrames) / sessions)
          return openTalker(url, { token, session: `live-${n}`, ...sounds, firstFrame })
        }),
      )),
    )
  speak(sessions)
}

/** Each has a moment of its own within the 20 ms, as people do. */
function speak(sessions: number) {
  const step = FRAME_MS / sessions
  let due = performance.now()
  let turn = 0
  setInterval(() => {
    const now = performance.now()
    if (now - due > CATCH_UP_MS) {
      slippedMs += now - due - CATCH_UP_MS
      due = now - CATCH_UP_MS
    }
    for (; due <= now; due += step) {
      ticks++
      if (now - due > FRAME_MS) late++
      if (talkers[turn]?.tick() === false) slippedMs += step
      turn = (turn + 1) % sessions
    }
  }, LOOK_EVERY_MS)
}

function framesOf(base64: string): Buffer[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: Math.floor(bytes.length / FRAME_BYTES) }, (_, n) =>
    framed(bytes.subarray(n * FRAME_BYTES, (n + 1) * FRAME_BYTES)),
  )
}

function forget() {
  for (const talker of talkers) talker.forget()
  late = 0
  ticks = 0
  slippedMs = 0
}

function tell(): Told {
  const all = talkers.map((talker) => talker.experience())
  const sum = (of: (one: Experience) => number) => all.reduce((total, one) => total + of(one), 0)
  const inState: Record<string, number> = {}
  for (const one of all) for (const [name, ms] of Object.entries(one.inState)) inState[name] = (inState[name] ?? 0) + ms
  return {
    sessions: talkers.length,
    sentFrames: sum((one) => one.sentFrames),
    unsafeMs: Math.max(0, ...all.map((one) => one.unsafeMs)),
    turns: sum((one) => one.turns),
    replies: sum((one) => one.replies),
    errors: all.flatMap((one) => one.errors),
    closed: sum((one) => (one.closed ? 1 : 0)),
    inState,
    firstSoundMs: all.flatMap((one) => one.firstSoundMs),
    thereAndBackMs: all.flatMap((one) => one.thereAndBackMs),
    late: late / Math.max(1, ticks),
    slippedMs,
  }
}
