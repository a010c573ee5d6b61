import type { Clock } from '../../src/providers/clock.ts'
import { fromMulaw, MULAW_SILENCE, toMulaw } from '../../src/telephony/carrier/mulaw.ts'
import { type Bad, createNetwork } from './network.ts'

const FRAME_BYTES = 160
const FRAME_MS = 20
/** Silence of the far end that is longer is a pause of whoever speaks, and no gap in their sound. */
const GAP_MS = 1_000
const LOUD = 6_000

type FromUs = { event: string; media?: { payload: string }; mark?: { name: string } }

/**
 * A carrier's end of a Media Stream, and the caller behind it: plays what comes, frame by frame, gives marks back when what was before them
 * was heard, all of them at once when it is told to be silent, and sends what the caller says.
 */
export function createFarMedia(
  clock: Clock,
  {
    send,
    bad = {},
    back = {},
    callSid,
    parameters,
  }: {
    send(message: string): void
    /** From the caller to us, and back. */
    bad?: Bad
    back?: Bad
    callSid: string
    parameters: Record<string, string>
  },
) {
  const out = createNetwork<object>(clock, (message) => send(JSON.stringify(message)), bad, 7)
  const into = createNetwork<FromUs>(clock, take, back, 11)
  let queue: (Uint8Array | { mark: string })[] = []
  let timestamp = 0
  let voiced = 0
  let running = true
  /** Frames that were heard, silence not counted; the times at which sound began, and at which it fell silent. */
  const heard: { at: number; loud: boolean }[] = []
  let silentSince: number | null = null
  let gaps = 0
  const cleared: number[] = []
  const wrong: string[] = []

  function take(message: FromUs) {
    if (message.event === 'clear') {
      cleared.push(clock.ms())
      silentSince = null
      const marks = queue.filter((one) => !(one instanceof Uint8Array))
      queue = []
      for (const one of marks) giveBack((one as { mark: string }).mark)
    } else if (message.event === 'mark' && message.mark) queue.push({ mark: message.mark.name })
    else if (message.event === 'media' && message.media) {
      const bytes = Buffer.from(message.media.payload, 'base64')
      if (bytes.length !== FRAME_BYTES) wrong.push(`${bytes.length} bytes`)
      queue.push(bytes)
    } else wrong.push(message.event)
  }

  const giveBack = (name: string) => out.send({ event: 'mark', streamSid: 'MZ1', mark: { name } }, { kept: true })

  /** Twenty milliseconds of the caller's ear and mouth. */
  function tick() {
    if (!running) return
    clock.after(FRAME_MS, tick)
    for (let next = queue[0]; next && !(next instanceof Uint8Array); next = queue[0]) {
      giveBack(next.mark)
      queue.shift()
    }
    const frame = queue.shift() as Uint8Array | undefined
    if (frame) {
      if (silentSince !== null && clock.ms() - silentSince < GAP_MS && heard.length > 0) gaps += 1
      silentSince = null
      heard.push({ at: clock.ms(), loud: fromMulaw(frame).some((sample) => Math.abs(sample) > 200) })
    } else silentSince ??= clock.ms()
    const said = new Int16Array(FRAME_BYTES).fill(voiced > 0 ? LOUD : 0)
    voiced = Math.max(0, voiced - FRAME_MS)
    const payload = Buffer.from(toMulaw(said)).toString('base64')
    out.send({ event: 'media', streamSid: 'MZ1', media: { track: 'inbound', timestamp: String(timestamp), payload } })
    timestamp += FRAME_MS
  }

  return {
    /** What we send to it. */
    receive: (message: object) => into.send(message as FromUs, { kept: (message as FromUs).event !== 'media' }),
    begin() {
      out.send({ event: 'connected', protocol: 'Call', version: '1.0.0' }, { kept: true })
      const start = {
        callSid,
        customParameters: parameters,
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: '8000' },
      }
      out.send({ event: 'start', sequenceNumber: '1', streamSid: 'MZ1', start }, { kept: true })
      clock.after(FRAME_MS, tick)
    },
    /** The caller speaks from now on for so long. */
    speak(ms: number) {
      voiced = ms
    },
    press: (digit: string) => out.send({ event: 'dtmf', streamSid: 'MZ1', dtmf: { digit } }, { kept: true }),
    hangUp() {
      running = false
      out.send({ event: 'stop', streamSid: 'MZ1' }, { kept: true })
    },
    /** How much sound was heard since `at`, in milliseconds. */
    heardMs: (at = 0) => heard.filter((one) => one.at >= at && one.loud).length * FRAME_MS,
    sounding: () => queue.some((one) => one instanceof Uint8Array),
    gaps: () => gaps,
    lost: () => ({ out: out.lost(), into: into.lost() }),
    cleared,
    wrong,
    silence: MULAW_SILENCE,
  }
}
