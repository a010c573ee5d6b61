import { type Experience, openTalker, type Talker } from './talker.ts'

// All talkers in one process, so that the server keeps a core of its own. Told by messages what to do.

interface Opening {
  do: 'open'
  url: string
  tokens: string[]
  sessions: number
  speech: string
  silence: string
  everyMs: number
}

type Order = Opening | { do: 'forget' } | { do: 'tell' }

/** What all of them went through together, and how late this process itself was. */
export interface Told extends Omit<Experience, 'closed'> {
  sessions: number
  closed: number
  /** Ticks that came more than a frame late. */
  lateTicks: number
  ticks: number
}

/** A few at a time; nobody speaks before all are there. */
const AT_ONCE = 20

const talkers: Talker[] = []
let lateTicks = 0
let ticks = 0

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
  const sounds = { speech: framesOf(speech), silence: framesOf(silence) }
  for (let first = 0; first < sessions; first += AT_ONCE)
    talkers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, sessions - first) }, (_, i) => {
          const n = first + i
          const token = tokens[n % tokens.length] ?? ''
          return openTalker(url, {
            token,
            session: `live-${n}`,
            ...sounds,
            everyMs,
            firstMs: (n * everyMs) / sessions,
          })
        }),
      )),
    )
  tick(sessions)
}

/** Each has a moment of its own within the 20 ms, as people do. */
function tick(sessions: number) {
  const step = 20 / sessions
  let due = performance.now()
  let turn = 0
  const next = () => {
    const now = performance.now()
    while (due <= now) {
      ticks++
      if (now - due > 20) lateTicks++
      talkers[turn]?.tick(due)
      turn = (turn + 1) % sessions
      due += step
    }
    setTimeout(next, 1)
  }
  next()
}

function framesOf(base64: string): Buffer[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: Math.floor(bytes.length / 640) }, (_, n) => bytes.subarray(n * 640, (n + 1) * 640))
}

function forget() {
  for (const talker of talkers) talker.forget()
  lateTicks = 0
  ticks = 0
}

function tell(): Told {
  const all = talkers.map(({ experience }) => experience)
  const sum = (of: (one: Experience) => number) => all.reduce((total, one) => total + of(one), 0)
  const inState: Record<string, number> = {}
  for (const one of all) for (const [name, ms] of Object.entries(one.inState)) inState[name] = (inState[name] ?? 0) + ms
  return {
    sessions: talkers.length,
    sentFrames: sum((one) => one.sentFrames),
    unsafeMs: Math.max(0, ...all.map((one) => one.unsafeMs)),
    turns: sum((one) => one.turns),
    replies: sum((one) => one.replies),
    errors: all.flatMap((one) => one.errors).slice(0, 5),
    closed: sum((one) => (one.closed ? 1 : 0)),
    inState,
    firstSoundMs: all.flatMap((one) => one.firstSoundMs),
    lateTicks,
    ticks,
  }
}
