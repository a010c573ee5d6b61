import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Socket } from 'node:net'

// A web socket (RFC 6455) that costs next to nothing, so that a machine can be three hundred learners and a server besides: what is sent was
// framed beforehand, masked with nought, which leaves it as it is.

const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10

/** What came in. Sound is only counted, words are read. */
export interface Hearing {
  text(message: string): void
  sound(bytes: number): void
  closed(): void
}

export interface ThinSocket {
  send(framed: Buffer): void
  close(): void
}

/** A message as it goes out, ready to be sent any number of times. */
export function framed(payload: Buffer | string): Buffer {
  return frame(typeof payload === 'string' ? TEXT : BINARY, Buffer.from(payload))
}

function frame(opcode: number, payload: Buffer): Buffer {
  const short = payload.length < 126
  const header = Buffer.alloc(short ? 6 : 8)
  header[0] = 0x80 | opcode
  header[1] = 0x80 | (short ? payload.length : 126)
  if (!short) header.writeUInt16BE(payload.length, 2)
  return Buffer.concat([header, payload])
}

/** Opens one. Rejects when the server does not want to. */
export function openThinSocket(url: string, headers: Record<string, string>, hearing: Hearing): Promise<ThinSocket> {
  return new Promise((resolve, reject) => {
    const asking = request(url, {
      agent: false,
      headers: {
        ...headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    })
    asking.once('error', reject)
    asking.once('response', ({ statusCode }) => reject(new Error(`the server answered ${statusCode}`)))
    asking.once('upgrade', (_, socket: Socket, head) => {
      socket.setNoDelay(true)
      const take = reader(hearing, (pong) => socket.write(pong))
      socket.on('data', take)
      socket.once('error', () => socket.destroy())
      socket.once('close', () => hearing.closed())
      if (head.length > 0) take(head)
      resolve({
        send: (message) => void socket.write(message),
        close: () => socket.end(frame(CLOSE, Buffer.alloc(0))),
      })
    })
    asking.end()
  })
}

/** Takes bytes as they come. A message in parts does not happen here: this server sends none. */
function reader(hearing: Hearing, answer: (framed: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer | null = null
  /** Of sound that is longer than what came in at once. */
  let skipping = 0

  function take(all: Buffer, { opcode, from, end }: Head) {
    if (opcode === TEXT) hearing.text(all.toString('utf8', from, end))
    if (opcode === PING) answer(frame(PONG, all.subarray(from, end)))
    if (opcode === BINARY) hearing.sound(end - from)
  }

  return (bytes) => {
    let at = Math.min(skipping, bytes.length)
    skipping -= at
    const all = rest ? Buffer.concat([rest, bytes]) : bytes
    rest = null
    while (at < all.length) {
      const head = headOf(all, at)
      if (!head || (head.end > all.length && head.opcode !== BINARY)) {
        rest = all.subarray(at)
        return
      }
      take(all, head)
      skipping = Math.max(0, head.end - all.length)
      at = head.end
    }
  }
}

interface Head {
  opcode: number
  /** Where its payload lies. */
  from: number
  end: number
}

function headOf(bytes: Buffer, at: number): Head | null {
  if (at + 2 > bytes.length) return null
  const opcode = (bytes[at] ?? 0) & 0x0f
  const short = (bytes[at + 1] ?? 0) & 0x7f
  const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10)
  if (from > bytes.length) return null
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  return { opcode, from, end: from + length }
}
