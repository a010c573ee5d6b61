import type { ServerFrame } from '@lva/contracts/socket'
import type { Clock } from '../../providers/clock.ts'
import type { Line } from '../../voice/voice.ts'
import { type MediaIn, type RelayIn, readMedia, readRelay } from './frames.ts'
import { createIncomingSound } from './incoming-sound.ts'
import type { LiveCall } from './live-call.ts'
import { createMediaLine } from './media-line.ts'
import { createRelayLine } from './relay-line.ts'

const RATE_HZ = 8_000

/** What a message of the carrier means for the call, whichever way it is carried. */
export type Told =
  | { type: 'begins'; callSid: string; ticket: unknown }
  | { type: 'key'; digit: string }
  | { type: 'over' }
  | { type: 'trouble' }
  /** It was for the line, or for nobody. */
  | { type: 'nothing' }
  /** Nobody knows what it is. */
  | { type: 'unknown' }

/** The carrier's end of a line: what it sends is told, what is sent to it is written as it wants it. */
export interface SocketEnd {
  /** Takes one message; `call` is null until it has begun. */
  take(message: string, call: LiveCall | null): Told
  makeLine(show: (frame: ServerFrame) => void): Line
  /** The line is not needed any more; `handoff` is what the carrier is to hand back, where it can. */
  leave(handoff: string): void
  close(): void
  /** What of the reply was heard when the line ends in the middle of it, in milliseconds; null: that is known. */
  heardAtEnd(): number | null
}

interface Needs {
  clock: Clock
  send(message: object): void
}

/** Sound over a socket. */
export function createMediaEnd({ clock, send }: Needs): SocketEnd {
  let streamSid = ''
  let session: LiveCall['session'] | null = null
  let line: ReturnType<typeof createMediaLine> | null = null
  const incoming = createIncomingSound((frame) => session?.hear(frame))

  function begin({ streamSid: sid, start }: MediaIn & { event: 'start' }): Told {
    if (start.mediaFormat !== undefined && start.mediaFormat.sampleRate !== RATE_HZ) return { type: 'trouble' }
    streamSid = sid
    return { type: 'begins', callSid: start.callSid, ticket: start.customParameters.ticket }
  }

  function hear({ track, timestamp, payload }: (MediaIn & { event: 'media' })['media']): Told {
    if (track === undefined || track === 'inbound') incoming.take(timestamp, Buffer.from(payload, 'base64'))
    return { type: 'nothing' }
  }

  function marked(name: string, call: LiveCall | null): Told {
    const heardMs = line?.marked(name) ?? null
    if (heardMs !== null) call?.heard(heardMs)
    return { type: 'nothing' }
  }

  return {
    take(message, call) {
      session = call?.session ?? null
      const frame = readMedia(message)
      switch (frame?.event) {
        case undefined:
          return { type: 'unknown' }
        case 'start':
          return begin(frame)
        case 'media':
          return hear(frame.media)
        case 'mark':
          return marked(frame.mark.name, call)
        case 'dtmf':
          return { type: 'key', digit: frame.dtmf.digit }
        case 'stop':
          return { type: 'over' }
        case 'connected':
          return { type: 'nothing' }
      }
    },
    makeLine(show) {
      line = createMediaLine({
        clock,
        show,
        send(what) {
          if (what.event === 'media') send({ event: 'media', streamSid, media: { payload: what.payload } })
          else if (what.event === 'mark') send({ event: 'mark', streamSid, mark: { name: what.name } })
          else send({ event: 'clear', streamSid })
        },
      })
      return line
    },
    leave() {},
    close: () => line?.close(),
    heardAtEnd: () => null,
  }
}

/** Whoever was not interrupted was heard to the end; where the turn ends is the carrier's to say. */
function said(call: LiveCall, heardMs: number, { voicePrompt, last }: RelayIn & { type: 'prompt' }) {
  call.heard(heardMs)
  call.session.transcript({ text: voicePrompt, final: last, confidence: null })
  if (last) call.session.commit()
}

/** Text over a socket. */
export function createRelayEnd({ clock, send }: Needs): SocketEnd {
  let line: ReturnType<typeof createRelayLine> | null = null

  return {
    take(message, call) {
      const frame = readRelay(message)
      switch (frame?.type) {
        case undefined:
          return { type: 'unknown' }
        case 'setup':
          return { type: 'begins', callSid: frame.callSid, ticket: frame.customParameters.ticket }
        case 'dtmf':
          // A key interrupts as a voice does, and then it was said before.
          if (call && line) call.heard(line.heardAll())
          return { type: 'key', digit: frame.digit }
        case 'error':
          return { type: 'trouble' }
        case 'interrupt':
          if (call && line) call.heard(line.cutAt(frame.utteranceUntilInterrupt))
          call?.session.cancel()
          return { type: 'nothing' }
        case 'prompt':
          if (call && line && frame.voicePrompt.trim()) said(call, line.heardAll(), frame)
          return { type: 'nothing' }
        case 'info':
          return { type: 'nothing' }
      }
    },
    makeLine(show) {
      line = createRelayLine({ clock, send, show })
      return line
    },
    leave: (handoffData) => send({ type: 'end', handoffData }),
    close() {},
    heardAtEnd: () => line?.heardByNow() ?? null,
  }
}
