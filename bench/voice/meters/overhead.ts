import { createVoiceDetector } from '@lva/speech/detector'
import { realClock } from '../../../server/src/providers/clock.ts'
import { createStreamingEars } from '../people/ears.ts'
import { talkByHand } from '../room/by-hand.ts'
import { openConversation, type Setting } from '../room/conversation.ts'
import type { Studio } from '../sound/studio.ts'

// V1: the same conversation once on a clock that is turned by hand, where computing takes no time and what remains is the sum of all known
// delays, and once on the machine's own. What the second takes longer is the engine's overhead.

const ANSWERS = ['Yes.', 'The moon.', 'My sister.', 'Very good.', 'The second one.']
const REPLY = 'Good.'
const MODEL = { firstMs: 60, everyMs: 5, promptTokens: 0 }
const VOICE = { firstMs: 40, everyMs: 5 }
const AT_ONCE = 4

type Opened = ReturnType<typeof openConversation>

/** Overhead of each turn in milliseconds, of those before `signal` aborted. */
export async function measureOverhead(studio: Studio, turns: number, signal: AbortSignal): Promise<number[]> {
  const each = Math.ceil(turns / AT_ONCE)
  const setting = (n: number): Setting => ({
    seed: `overhead ${n}`,
    echo: null,
    distance: { networkMs: 0, jitterMs: 0, deviceMs: 0 },
    model: MODEL,
    voice: VOICE,
    detector: createVoiceDetector(),
    ears: createStreamingEars,
    replyTo: () => REPLY,
  })
  const known: number[][] = []
  for (let n = 0; n < AT_ONCE; n++) known.push(await latencies(talkByHand(setting(n)), studio, each, signal))
  const really = await Promise.all(
    known.map((_, n) => latencies(openConversation(realClock, metronome(), setting(n)), studio, each, signal)),
  )
  return really.flatMap((of, n) => of.map((ms, turn) => ms - (known[n]?.[turn] ?? Number.NaN)))
}

/** From the last sound of each answer until the first of the reply. */
async function latencies(conversation: Opened, studio: Studio, turns: number, signal: AbortSignal): Promise<number[]> {
  const took: number[] = []
  const { player, session } = conversation
  await conversation.wait(400)
  for (let turn = 0; turn < turns && !signal.aborted; turn++) {
    const before = player.heard.length
    const { toMs } = conversation.begin(
      'answer',
      await studio.say({ text: ANSWERS[turn % ANSWERS.length] ?? '' }, 'espeak:en-us'),
    )
    await conversation.until(() => player.heard.length > before, 6_000)
    // The instant of the order, not of the 20 ms in which it is heard.
    took.push((player.orders.find(({ order, atMs }) => order === 'play' && atMs > toMs)?.atMs ?? Number.NaN) - toMs)
    await conversation.until(() => player.empty() && session.state() === 'listening', 6_000)
    await conversation.wait(200)
  }
  await conversation.close()
  return took
}

/** Frames every 20 ms of real time, on the average exactly. */
function metronome() {
  let due = realClock.ms()
  return () =>
    new Promise<void>((resolve) => {
      due += 20
      setTimeout(resolve, Math.max(1, due - realClock.ms()))
    })
}
