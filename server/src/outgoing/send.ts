import http from 'node:http'
import https from 'node:https'
import { type Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Reach } from './reach.ts'
import { OutgoingRefused } from './refused.ts'

/** Connections that wait for their next request; a server of a vendor closes them after 60 s or more. */
const IDLE_MS = 4_000
const WITHOUT_BODY = [101, 103, 204, 205, 304]

/** One request as it goes out. */
export interface Sent {
  url: URL
  method: string
  headers: Record<string, string>
  body: Buffer | null
  signal: AbortSignal | null
  /** The most of an answer that is taken, in bytes after unpacking. */
  maxBytes: number
}

/**
 * Sends requests over connections that only lead where `reach` allows, and keeps them for the next one. An answer is a `Response` like that of
 * `fetch`; redirects are answers like any other. It is not `fetch` itself because that does not let us choose the address.
 */
export function createSender(reach: Reach) {
  const options = { keepAlive: true, lookup: reach.lookup, timeout: IDLE_MS }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

  return async ({ url, method, headers, body, signal, maxBytes }: Sent): Promise<Response> => {
    reach.refuseHost(url.hostname)
    signal?.throwIfAborted()
    const [{ request }, agent] = url.protocol === 'https:' ? [https, agents['https:']] : [http, agents['http:']]
    return new Promise((resolve, reject) => {
      const asking = request(url, { method, headers: { ...headers, ...lengthOf(body) }, agent })
      const stop = () => asking.destroy(signal?.reason)
      signal?.addEventListener('abort', stop, { once: true })
      asking.once('close', () => signal?.removeEventListener('abort', stop))
      asking.on('error', reject)
      asking.once('response', (answer) => {
        try {
          resolve(responseOf(answer, { maxBytes, signal }))
        } catch (error) {
          asking.destroy()
          reject(error)
        }
      })
      asking.end(body ?? undefined)
    })
  }
}

/** What came over a connection, as `fetch` would hand it on; of its body at most `maxBytes` are taken. */
export function responseOf(
  answer: http.IncomingMessage,
  { maxBytes, signal }: Pick<Sent, 'maxBytes' | 'signal'>,
): Response {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  const status = answer.statusCode ?? 502
  if (WITHOUT_BODY.includes(status)) {
    answer.resume()
    return new Response(null, { status, headers })
  }
  if (Number(headers.get('content-length')) > maxBytes) throw tooMuch(maxBytes)
  const packed = headers.get('content-encoding')?.toLowerCase() ?? 'identity'
  const unpacking = unpacker(packed)
  if (unpacking) for (const name of ['content-encoding', 'content-length']) headers.delete(name)
  const steps = [...(unpacking ? [unpacking] : []), bounded(maxBytes)]
  const body = steps.reduce<Readable>((from, step) => follow(from, step), answer)
  const stop = () => body.destroy(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  body.once('close', () => {
    signal?.removeEventListener('abort', stop)
    // Who stops reading lets go of the connection too.
    if (!answer.readableEnded) answer.destroy()
  })
  // What goes wrong before anybody reads is told to whoever reads then.
  body.on('error', () => {})
  return new Response(webStream(body), { status, headers })
}

// Not Readable.toWeb: one that is cancelled while a part arrives ends the process (Node 24, "Controller is already closed"). Not
// ReadableStream.from either: one that is cancelled before it is read keeps its connection.
function webStream(body: Readable): ReadableStream<Uint8Array> {
  const parts: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await parts.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => void body.destroy(),
    },
    { highWaterMark: 0 },
  )
}

/** Lets `from` flow through `step`; whichever fails takes the other with it. */
function follow(from: Readable, step: Transform): Transform {
  from.once('error', (error) => step.destroy(error))
  step.once('error', () => from.destroy())
  return from.pipe(step)
}

// Counted after unpacking, so that a small answer cannot become a large one.
function bounded(maxBytes: number): Transform {
  let bytes = 0
  return new Transform({
    transform(part: Buffer, _encoding, taken) {
      bytes += part.length
      taken(bytes > maxBytes ? tooMuch(maxBytes) : null, part)
    },
  })
}

function unpacker(packed: string): Transform | null {
  if (packed === 'identity' || packed === '') return null
  if (packed === 'gzip' || packed === 'x-gzip') return createGunzip()
  if (packed === 'deflate') return createInflate()
  if (packed === 'br') return createBrotliDecompress()
  throw new OutgoingRefused('The answer is packed in a way that was not asked for.')
}

const tooMuch = (maxBytes: number) => new OutgoingRefused(`The answer is larger than ${maxBytes} bytes.`)

const lengthOf = (body: Buffer | null): Record<string, string> =>
  body === null ? {} : { 'content-length': String(body.length) }
