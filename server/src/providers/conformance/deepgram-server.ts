import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { toSamples } from '../pcm.ts'
import { answerWithFailure, isFailure } from './failures.ts'
import { LISTENED, type ListeningScene } from './listening.ts'
import { portOf, type Received } from './local-server.ts'
import { HEARD, type SttScene } from './stt.ts'

/** One socket as the vendor sees it. */
export interface DeepgramLine {
  path: string
  headers: IncomingMessage['headers']
  /** All sound so far, put together. */
  sound(): Int16Array
  /** The messages other than sound. */
  words: string[]
  say(message: unknown): void
  socket: WebSocket
}

/** Deepgram's two doors, `/v1/listen` and `/v2/listen`, as the vendor speaks them, for recordings and for sockets. */
export async function startDeepgramServer({
  stt = 'plain',
  listening = 'talk',
}: {
  stt?: SttScene
  listening?: ListeningScene
} = {}) {
  const requests: Received[] = []
  const lines: DeepgramLine[] = []
  const raws = new Set<Duplex>()
  const begun = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: path = '', headers } = request
    requests.push({ method, path, headers, body: Buffer.concat(chunks) })
    response.on('close', () => {
      if (!response.writableEnded) gone.resolve()
    })
    begun.resolve()
    answerRecording(stt, response)
  })

  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, raw, head) => {
    raws.add(raw)
    for (const event of ['end', 'close']) raw.on(event, gone.resolve)
    // Whoever leaves at once resets the connection.
    raw.on('error', gone.resolve)
    begun.resolve()
    if (listening === 'hangs') return void raw.resume()
    if (isFailure(listening)) return void raw.end(refusalOf(listening))
    if (listening === 'page')
      return void raw.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\n<html')
    sockets.handleUpgrade(request, raw, head, (socket) => lines.push(serve(request, socket, listening)))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${portOf(server)}`
  return {
    url,
    requests,
    lines,
    begun: () => begun.promise,
    gone: () => gone.promise,
    async close() {
      for (const raw of raws) raw.destroy()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** A result as `/v1/listen` sends it, over a stretch of sound in seconds. */
export function result(
  text: string,
  { start = 0, duration = 1, ...flags }: { start?: number; duration?: number } & Record<string, unknown> = {},
) {
  const spoken = text.split(' ').filter(Boolean)
  const each = duration / Math.max(1, spoken.length)
  const words = spoken.map((punctuated_word, i) => ({
    word: punctuated_word.toLowerCase().replace(/\W/g, ''),
    punctuated_word,
    ...{ start: start + i * each, end: start + (i + 1) * each, confidence: 0.9 },
  }))
  return {
    ...{ type: 'Results', channel_index: [0, 1], start, duration, is_final: false, speech_final: false, ...flags },
    channel: { alternatives: [{ transcript: text, confidence: text === '' ? 0 : 0.9, words }] },
    metadata: {
      request_id: 'a',
      model_info: { name: 'general-nova-3', version: '1', arch: 'nova-3' },
      model_uuid: 'b',
    },
  }
}

/** An event as `/v2/listen` sends it. */
export function turnInfo(event: string, transcript: string, { turn = 0, end = 1 } = {}) {
  const words = transcript
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ word, confidence: 0.8 }))
  return {
    ...{ type: 'TurnInfo', request_id: 'a', sequence_id: 1, event, turn_index: turn, transcript, words },
    ...{ audio_window_start: 0, audio_window_end: end, end_of_turn_confidence: 0.6 },
  }
}

function serve(request: IncomingMessage, socket: WebSocket, scene: ListeningScene): DeepgramLine {
  const sound: Int16Array[] = []
  const line: DeepgramLine = {
    path: request.url ?? '',
    headers: request.headers,
    words: [],
    socket,
    sound: () => Int16Array.from(sound.flatMap((part) => [...part])),
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  }
  const isFlux = line.path.startsWith('/v2/')
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      line.words.push(JSON.parse(String(data)).type)
      if (/^(Finalize|ForceEndTurn)$/.test(line.words.at(-1) ?? '')) finalize(line, scene)
      return
    }
    sound.push(toSamples(data))
    if (sound.length === 1) (isFlux ? talkFlux : talkNova)(line, scene)
  })
  if (isFlux) line.say({ type: 'Connected', request_id: 'a', sequence_id: 0 })
  return line
}

function talkNova({ say, socket }: DeepgramLine, scene: ListeningScene) {
  if (scene === 'silent') return
  say({ type: 'SpeechStarted', channel: [0, 1], timestamp: 0.1 })
  say(result(LISTENED[0]))
  if (scene === 'drop') return socket.close(1011, 'NET-0000')
  if (scene === 'garbage') return say('<html>')
  if (scene === 'halting') return
  say(result('Good morning.', { is_final: true }))
  say(result('What is a', { start: 1 }))
  say(result('What is a tide?', { start: 1, is_final: true, speech_final: true }))
  say({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: 2 })
  say({ type: 'SomethingNew', of: 'next year' })
  say(result('Yes.', { start: 3 }))
  say(result('Yes.', { start: 3, is_final: true }))
  say({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: 4 })
}

function talkFlux({ say, socket }: DeepgramLine, scene: ListeningScene) {
  if (scene === 'silent') return
  say(turnInfo('StartOfTurn', LISTENED[0]))
  if (scene === 'drop') return socket.close(1011, 'NET-0000')
  if (scene === 'garbage') return say('<html>')
  if (scene === 'halting') return
  say(turnInfo('EagerEndOfTurn', 'Good morning.'))
  say(turnInfo('TurnResumed', 'Good morning. What'))
  say(turnInfo('Update', 'Good morning. What is a'))
  say(turnInfo('EagerEndOfTurn', HEARD))
  say(turnInfo('EndOfTurn', HEARD))
  say(turnInfo('Update', '', { turn: 1 }))
  say(turnInfo('StartOfTurn', 'Yes.', { turn: 1 }))
  say(turnInfo('EndOfTurn', 'Yes.', { turn: 1 }))
}

/** As the vendor: with nothing left, and with a turn that has not begun, it does not answer. */
function finalize({ path, say }: DeepgramLine, scene: ListeningScene) {
  if (scene !== 'halting') return
  if (path.startsWith('/v2/')) say(turnInfo('EndOfTurn', HEARD))
  else say(result(HEARD, { is_final: true, from_finalize: true, duration: 2 }))
}

function answerRecording(scene: SttScene, response: ServerResponse) {
  if (isFailure(scene)) return answerWithFailure('deepgram', scene, response)
  if (scene === 'hangs') return
  if (scene === 'garbage')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
  const alternatives = [{ transcript: scene === 'silent' ? '' : HEARD, confidence: scene === 'silent' ? 0 : 0.95 }]
  const body = JSON.stringify({ metadata: { request_id: 'a' }, results: { channels: [{ alternatives }] } })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  if (scene === 'cut') return void response.write(body.slice(0, 9), () => response.destroy())
  response.end(body)
}

/** A refused upgrade, with the bytes that `answerWithFailure` writes elsewhere. */
function refusalOf(scene: Parameters<typeof answerWithFailure>[1]): string {
  const lines: string[] = []
  let status = 0
  const headers: Record<string, string> = {}
  let body = ''
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name] = value
    },
    writeHead: (code: number, more: Record<string, string>) => {
      status = code
      Object.assign(headers, more)
      return response
    },
    end: (text: string) => {
      body = text
    },
  }
  answerWithFailure('deepgram', scene, response as unknown as ServerResponse)
  for (const [name, value] of Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }))
    lines.push(`${name}: ${value}`)
  return `HTTP/1.1 ${status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
