import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../src/outgoing/outgoing.ts'
import { createProviders } from '../src/providers/catalog.ts'
import { realClock } from '../src/providers/clock.ts'
import { startDeepgramServer } from '../src/providers/conformance/deepgram-server.ts'
import { SECRET_KEY } from '../src/providers/conformance/failures.ts'
import { allOf, rampFrames } from '../src/providers/conformance/listening.ts'
import { NO_PROVIDERS } from '../src/providers/conformance/no-providers.ts'
import { HEARD } from '../src/providers/conformance/stt.ts'
import { createCompanion } from '../src/providers/llm/companion/companion.ts'
import type { Ration } from '../src/providers/ration.ts'
import { rationedStt } from '../src/providers/rationed.ts'
import type { Understood } from '../src/voice/live/recogniser.ts'
import { createStreamingRecogniser } from '../src/voice/live/streaming-recogniser.ts'

// The engine's ear, the learner's ration, every guard, the one way out and a vendor's socket, joined as main.ts joins them.

type Scenes = Parameters<typeof startDeepgramServer>[0]

async function anEar(scenes: Scenes, model: string) {
  const vendor = await startDeepgramServer(scenes)
  onTestFinished(() => vendor.close())
  const { stt } = createProviders(
    {
      ...NO_PROVIDERS,
      deepgram: { key: SECRET_KEY },
      stt: { ...NO_PROVIDERS.stt, order: ['deepgram'], baseUrl: vendor.url, model },
      tts: { ...NO_PROVIDERS.tts, order: ['browser'] },
    },
    { companion: createCompanion(), outgoing: createOutgoing(), now: () => new Date() },
  )
  let usedMs = 0
  const ration: Ration = {
    take: async () => (used) => {
      usedMs += used.audioMs
    },
  }
  const mine = stt && rationedStt(stt, 'ann', ration)
  if (!mine?.listen) throw new Error('nobody listens')
  const heard: Understood[] = []
  let lookAgain = () => {}
  const recogniser = createStreamingRecogniser(
    { clock: realClock, stt: mine, listen: mine.listen, language: 'en' },
    {
      understood: (words) => {
        heard.push(words)
        lookAgain()
      },
      gone: () => {},
    },
  )
  onTestFinished(recogniser.close)
  const settled = async (text: string) => {
    while (!heard.some((words) => words.settled && words.text === text))
      await new Promise<void>((resolve) => {
        lookAgain = resolve
      })
  }
  const say = (frames: Int16Array[]) => {
    for (const frame of frames) recogniser.hear(frame)
  }
  return { vendor, recogniser, heard, settled, say, usedMs: () => usedMs }
}

describe.each(['nova-3', 'flux-general-en'])('a turn through %s', (model) => {
  test('is understood while it is spoken, and settled at the pause, sample for sample', async () => {
    const { vendor, recogniser, heard, settled, say, usedMs } = await anEar({ listening: 'halting' }, model)
    const frames = rampFrames(31)
    recogniser.begin()
    say(frames)
    recogniser.pause()
    await settled(HEARD)
    expect(vendor.lines[0]?.sound()).toEqual(allOf(frames))
    expect(heard.at(-1)?.confidence).toBeGreaterThan(0.7)
    recogniser.end()
    recogniser.close()
    await vendor.gone()
    await expect.poll(usedMs).toBe(620)
  })

  test('is written down as a whole when the vendor hangs up in the middle of it', async () => {
    const { vendor, recogniser, settled, say } = await anEar({ listening: 'drop' }, model)
    recogniser.begin()
    say(rampFrames(31))
    await vendor.gone()
    recogniser.pause()
    await settled(HEARD)
    expect(vendor.requests[0]?.body.length).toBe(44 + 31 * 640)
  })
})
