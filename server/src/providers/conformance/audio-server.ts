import type { ServerResponse } from 'node:http'
import { answerWithFailure, isFailure } from './failures.ts'
import { type Received, startServer } from './local-server.ts'
import { HEARD, type SttScene } from './stt.ts'
import { SOUND_MS, type TtsScene } from './tts.ts'

const SILENT_SEGMENT = { id: 0, start: 0, end: 1, text: ' Thank you.', avg_logprob: -1.4, no_speech_prob: 0.92 }

/** `/audio/transcriptions` as its vendor speaks it. `refusesVerbose`: like the newer models, which answer with plain `json` only. */
export async function startTranscriptionServer(scene: SttScene, { refusesVerbose = false } = {}) {
  const begun = Promise.withResolvers<void>()
  const server = await startServer((request, response) => {
    begun.resolve()
    if (isFailure(scene)) return answerWithFailure('openai', scene, response)
    if (scene === 'hangs') return
    if (scene === 'garbage')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
    const verbose = formFields(request).response_format === 'verbose_json'
    if (verbose && refusesVerbose) return refuseField('response_format', response)
    const body = JSON.stringify(transcript(scene, verbose))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    if (scene === 'cut') return void response.write(body.slice(0, 9), () => response.destroy())
    response.end(body)
  })
  return { ...server, begun: () => begun.promise }
}

/** `/audio/speech` as its vendor speaks it: raw samples, cut at odd places. `as`: what compatible servers send in their place. */
export async function startSpeechServer(
  scene: TtsScene,
  { sound, as = 'audio/pcm' }: { sound?: Buffer; as?: string } = {},
) {
  const released = Promise.withResolvers<void>()
  const server = await startServer(async (request, response) => {
    if (isFailure(scene)) return answerWithFailure('openai', scene, response)
    if (request.path.endsWith('/audio/voices')) return void response.writeHead(404).end('nothing here')
    if (scene === 'garbage')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
    response.writeHead(200, { 'content-type': as })
    if (scene === 'silent') return void response.end()
    const bytes = sound ?? Buffer.alloc(SOUND_MS * 48, 1)
    response.write(bytes.subarray(0, 4_801))
    if (scene === 'cut') return void response.write(bytes.subarray(4_801, 4_803), () => response.destroy())
    if (scene === 'halting') await released.promise
    response.end(bytes.subarray(4_801))
  })
  return { ...server, release: released.resolve }
}

/** The text fields of a multipart form, and the length of its file. */
export function formFields({ body }: Received): Record<string, string> {
  const text = body.toString('latin1')
  const fields = [...text.matchAll(/name="(\w+)"\r\n\r\n([^\r]*)\r\n/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
  return Object.fromEntries(fields)
}

function transcript(scene: SttScene, verbose: boolean) {
  if (!verbose) return { text: scene === 'silent' ? '' : ` ${HEARD}` }
  if (scene === 'silent') return { text: ' Thank you.', language: 'english', duration: 1, segments: [SILENT_SEGMENT] }
  const segments = [
    { ...SILENT_SEGMENT, text: ' Good morning.', avg_logprob: -0.2, no_speech_prob: 0.05 },
    { ...SILENT_SEGMENT, id: 1, text: ' What is a tide?', start: 1, end: 3, avg_logprob: -0.1, no_speech_prob: 0.01 },
  ]
  return { text: ` ${HEARD}`, language: 'english', duration: 3, segments }
}

function refuseField(field: string, response: ServerResponse) {
  const error = {
    message: `response_format 'verbose_json' is not compatible with model`,
    type: 'invalid_request_error',
    param: field,
    code: null,
  }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}
