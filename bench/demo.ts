import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServerFrame } from '@lva/contracts/socket'
import { WebSocket } from 'ws'

// The main job on real sound: a speech program says three sentences, the WAVs go through the running server's WebSocket, a recogniser
// writes them down, the companion answers, a voice speaks the answer, and search finds it all again. Exit code 1 when anything is missing.

const SAID = [
  'water boils at a lower temperature in the mountains',
  'i read that sleep helps the brain to remember new things',
  'people remember what they have explained to another person',
]
const LOOKED_FOR = 'remember brain'
const WORDS_WRONG_MAX = 0.25
const PATIENCE_MS = 60_000

const folder = mkdtempSync(join(tmpdir(), 'lva-demo-'))
const began = performance.now()

async function main(): Promise<number> {
  const missing = ['flite', 'pocketsphinx_continuous', 'espeak-ng'].filter(
    (name) => spawnSync('which', [name]).status !== 0,
  )
  if (missing.length > 0) {
    console.error(
      `The demo needs ${missing.join(', ')}. On Debian: apt install flite pocketsphinx pocketsphinx-en-us espeak-ng`,
    )
    return 1
  }
  const server = await start()
  try {
    return await demonstrate(server.url)
  } finally {
    server.child.kill('SIGTERM')
    await server.exited
    rmSync(folder, { recursive: true, force: true })
  }
}

async function start() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../server/bin/lva.mjs', import.meta.url)), 'serve'], {
    env: {
      ...process.env,
      ...{
        ENVIRONMENT: 'development',
        DATA_DIR: join(folder, 'data'),
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        TTS: 'command',
        STT: 'command',
        LLM: 'companion',
      },
      STT_COMMAND: JSON.stringify(['pocketsphinx_continuous', '-infile', '{file}', '-logfn', '/dev/null']),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.on(
      'message',
      (message: { type?: string; url?: string }) => message.type === 'listening' && message.url && resolve(message.url),
    )
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it listened.`)))
  })
  return { url: url.replace('localhost', '127.0.0.1'), child, exited }
}

async function demonstrate(url: string): Promise<number> {
  const post = async (path: string, body: unknown, token?: string) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json() as Promise<Record<string, unknown>>
  }
  const account = { email: 'demo@example.org', password: 'Demonstrate1' }
  await post('/api/auth/register', account)
  const { access_token: token } = (await post('/api/auth/login', account)) as { access_token: string }

  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/demo`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let wrong = 0
  let total = 0
  for (const [n, sentence] of SAID.entries()) {
    const wav = say(sentence, n)
    const { heard, answered, sound, ms } = await takeTurn(socket, wav)
    const errors = wordErrors(sentence, heard)
    wrong += errors
    total += sentence.split(' ').length
    const file = join(folder, `answer-${n}.wav`)
    writeFileSync(file, sound)
    console.log(
      `\nsaid      ${sentence}\nwritten   ${heard}   (${errors} of ${sentence.split(' ').length} words wrong)`,
    )
    console.log(
      `answered  ${answered}\nspoken    ${seconds(sound).toFixed(1)} s of sound   (${Math.round(ms)} ms from the recording to the last sample)`,
    )
    if (!heard || !answered) return failed('a sentence was not heard or not answered')
    if (seconds(sound) < 0.5) return failed('the answer was not spoken')
  }
  const note = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('No summary came.')), PATIENCE_MS)
    socket.on('message', (data, binary) => {
      if (binary) return
      const frame = JSON.parse(String(data)) as ServerFrame
      if (frame.type !== 'summary') return
      clearTimeout(late)
      resolve(frame.text)
    })
    socket.send(JSON.stringify({ type: 'end' }))
  })
  console.log(`\nnote      ${note}`)

  const found = (await post('/api/search', { query: LOOKED_FOR }, token)) as {
    results: Array<{ user_snippet: string }>
  }
  console.log(`\nsearch    "${LOOKED_FOR}" finds: ${found.results[0]?.user_snippet ?? 'nothing'}`)
  console.log(
    `\n${wrong} of ${total} words wrong (${((wrong / total) * 100).toFixed(0)} %), ${((performance.now() - began) / 1000).toFixed(1)} s in all`,
  )
  if (found.results.length === 0) return failed('search found nothing')
  if (wrong / total > WORDS_WRONG_MAX) return failed(`more than ${WORDS_WRONG_MAX * 100} % of the words are wrong`)
  return 0
}

function failed(why: string): number {
  console.error(`\nThe demo failed: ${why}.`)
  return 1
}

function say(sentence: string, n: number): Buffer {
  const file = join(folder, `said-${n}.wav`)
  const flite = spawnSync('flite', ['-voice', 'rms', '-t', sentence, '-o', file])
  if (flite.status !== 0) throw new Error(`flite failed: ${flite.stderr}`)
  return readFileSync(file)
}

function takeTurn(
  socket: WebSocket,
  wav: Buffer,
): Promise<{ heard: string; answered: string; sound: Buffer; ms: number }> {
  const from = performance.now()
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => end(new Error('No answer came in time.')), PATIENCE_MS)
    let heard = ''
    let answered = ''
    const sound: Buffer[] = []
    const end = (error?: Error) => {
      clearTimeout(late)
      socket.off('message', receive)
      if (error) reject(error)
      else resolve({ heard, answered, sound: Buffer.concat(sound), ms: performance.now() - from })
    }
    const receive = (data: Buffer, binary: boolean) => {
      if (binary) return void sound.push(data)
      const frame = JSON.parse(String(data)) as ServerFrame
      if (frame.type === 'transcript-end') heard = frame.text
      if (frame.type === 'response') answered = frame.agent_text ?? ''
      if (frame.type === 'audio-end') end()
      if (frame.type === 'error') end(new Error(frame.detail))
    }
    socket.on('message', receive)
    socket.send(JSON.stringify({ type: 'audio', audio: wav.toString('base64'), stream: true, speak: true }))
  })
}

/** Length of a WAV of 16-bit mono samples, in seconds. */
const seconds = (wav: Buffer) => (wav.length < 44 ? 0 : (wav.length - 44) / 2 / wav.readUInt32LE(24))

/** Word errors: the fewest words to insert, delete or replace (Levenshtein over words). */
function wordErrors(said: string, heard: string): number {
  const [a, b] = [said.toLowerCase().split(/\s+/), heard.toLowerCase().split(/\s+/).filter(Boolean)]
  let row = b.map((_, j) => j + 1)
  row.unshift(0)
  for (const [i, word] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries())
      next.push(Math.min((row[j] ?? 0) + (word === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}

process.exitCode = await main()
