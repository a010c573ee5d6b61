import type { OpenSocket, OutgoingSocket } from '../../outgoing/outgoing.ts'
import type { Clock } from '../clock.ts'
import { hostOf, webPage } from '../connection-trouble.ts'
import { LISTENING_RATE_HZ, toBytes } from '../pcm.ts'
import { ProviderError } from '../provider-error.ts'
import { type Asked, failureOf, failureOfResponse } from '../vendor-failure.ts'
import { type Dialect, DialectError } from './deepgram-dialect.ts'
import { createSignalQueue } from './signal-queue.ts'
import type { SttSignal, SttStream } from './stt.ts'

/** Until the vendor answers the door; the sound of that time waits. */
const OPEN_MS = 10_000
/** The vendor hangs up after 10 s without a sound. https://developers.deepgram.com/docs/audio-keep-alive */
const KEEP_ALIVE_MS = 4_000
/** Where nothing is missing the vendor does not answer when it is asked for that. https://developers.deepgram.com/docs/finalize */
const ANSWER_MS = 600
/** Half a minute of sound that the vendor was too slow to take. */
const WAITING_BYTES_MAX = 30 * 2 * LISTENING_RATE_HZ

/** One conversation with the vendor: sound goes out in chunks, and its messages become signals. */
export function openDeepgramStream({
  dialect,
  open,
  key,
  clock,
  asked,
  signal,
}: {
  dialect: Dialect
  open: OpenSocket
  key: string
  clock: Clock
  asked: Asked
  signal: AbortSignal
}): SttStream {
  const queue = createSignalQueue()
  const chunkSamples = (dialect.chunkMs * LISTENING_RATE_HZ) / 1000
  let socket: OutgoingSocket | null = null
  let isOpen = false
  let over = false
  const early: Array<string | Uint8Array> = []
  let pending = new Int16Array(0)
  let quiet = true
  /** Silence of our own, which is no part of the sound that was pushed. */
  let addedMs = 0
  let cancelOpening = () => {}
  let cancelAnswer: (() => void) | null = null
  let cancelKeepAlive = () => {}

  function stop(error?: unknown) {
    if (over) return
    over = true
    cancelOpening()
    cancelAnswer?.()
    cancelKeepAlive()
    signal.removeEventListener('abort', leave)
    early.length = 0
    if (error === undefined || signal.aborted) queue.close()
    else queue.fail(error)
    if (isOpen) socket?.send(JSON.stringify({ type: 'CloseStream' }))
    socket?.destroy()
  }

  const leave = () => stop()
  const fail = (detail: string, cause?: unknown) =>
    stop(new ProviderError(asked.provider, 'unavailable', { detail, cause }))

  function send(message: string | Uint8Array) {
    if (over) return
    if (!isOpen) early.push(message)
    else socket?.send(message)
    if (isOpen && (socket?.waiting() ?? 0) > WAITING_BYTES_MAX)
      fail('it does not take the sound as fast as it is spoken')
  }

  function sendSound(all: boolean) {
    while (pending.length >= chunkSamples || (all && pending.length > 0)) {
      quiet = false
      send(toBytes(pending.slice(0, chunkSamples)))
      pending = pending.slice(chunkSamples)
    }
  }

  function keepAlive() {
    cancelKeepAlive = clock.after(KEEP_ALIVE_MS, () => {
      if (pending.length > 0) sendSound(true)
      else if (quiet) stayThere()
      quiet = true
      keepAlive()
    })
  }

  function stayThere() {
    if ('words' in dialect.keepAlive) return send(dialect.keepAlive.words)
    const { silenceMs } = dialect.keepAlive
    addedMs += silenceMs
    send(new Uint8Array((silenceMs * LISTENING_RATE_HZ * 2) / 1000))
  }

  function tell(heard: SttSignal) {
    if (heard.type === 'final') {
      // Nobody asked, or what was asked for came by itself.
      if (heard.text === '' && !cancelAnswer) return
      cancelAnswer?.()
      cancelAnswer = null
    }
    queue.put(addedMs === 0 ? heard : earlier(heard, addedMs))
  }

  function ask() {
    send(dialect.finalize)
    cancelAnswer ??= clock.after(ANSWER_MS, () => tell(dialect.cut()))
  }

  let wanted = false
  function opened() {
    isOpen = true
    cancelOpening()
    for (const message of early.splice(0)) send(message)
    if (wanted) ask()
    keepAlive()
  }

  function said(text: string) {
    try {
      for (const heard of dialect.hear(JSON.parse(text))) tell(heard)
    } catch (error) {
      fail(error instanceof DialectError ? error.message : 'it sent something that is not its protocol', error)
    }
  }

  function refused(answer: Response) {
    if (answer.status < 400) fail(webPage(hostOf(asked.url)))
    else failureOfResponse(answer, asked).then(stop, (error) => stop(failureOf(error, asked)))
  }

  function begin() {
    cancelOpening = clock.after(OPEN_MS, () => fail('it did not begin to listen in time'))
    socket = open(
      `${asked.url}${dialect.path}`,
      { authorization: `Token ${key}` },
      {
        opened,
        said,
        refused,
        failed: (error) => stop(failureOf(error, asked)),
        closed: (code, reason) =>
          fail(`it hung up (${[code, /^[A-Z]+-\d{4}/.exec(reason)?.[0]].filter(Boolean).join(' ')})`),
      },
    )
  }

  if (signal.aborted) stop()
  else {
    signal.addEventListener('abort', leave, { once: true })
    try {
      begin()
    } catch (error) {
      stop(failureOf(error, asked))
    }
  }

  return {
    push(frame) {
      if (over) return
      const more = new Int16Array(pending.length + frame.length)
      more.set(pending)
      more.set(frame, pending.length)
      pending = more
      sendSound(false)
    },
    flush() {
      if (over) return
      sendSound(true)
      if (isOpen) ask()
      else wanted = true
    },
    signals: queue.read(),
  }
}

/** The same, told in the time of the sound that was pushed. */
function earlier({ atMs, words, ...rest }: SttSignal, byMs: number): SttSignal {
  const before = (ms: number) => Math.max(0, ms - byMs)
  return {
    ...rest,
    atMs: atMs === null ? null : before(atMs),
    ...(words && {
      words: words.map(({ text, fromMs, toMs }) => ({ text, fromMs: before(fromMs), toMs: before(toMs) })),
    }),
  }
}
