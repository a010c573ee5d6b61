import { parentPort } from 'node:worker_threads'
import type { DataExport, DataImport } from '@lva/contracts/privacy'
import { percentile } from '../statistics.ts'

/** What the thread below is told to do. */
export type Errand =
  | { what: 'take-away'; url: string; token: string; format: string }
  | { what: 'bring-in'; url: string; token: string }
  | { what: 'talk'; url: string; token: string }
  | { what: 'stop' }

// A client in a thread of its own, so that the file it carries is not counted as the server's work. It brings in what it took away last.
let file: Uint8Array<ArrayBuffer> = new Uint8Array()
let talking = false

parentPort?.on('message', async (errand: Errand) => {
  if (errand.what === 'stop') talking = false
  else parentPort?.postMessage(await run(errand))
})

async function run(errand: Exclude<Errand, { what: 'stop' }>): Promise<number> {
  if (errand.what === 'take-away') return takeAway(errand, errand.format)
  return errand.what === 'bring-in' ? bringIn(errand) : talk(errand)
}

/** Resolves with the size of the file in bytes. */
async function takeAway(server: Server, format: string): Promise<number> {
  const asked = await ask(server, 'POST', '/api/gdpr/export', JSON.stringify({ format }))
  const { export_id } = (await asked.json()) as DataExport
  for (;;) {
    const answer = await ask(server, 'GET', `/api/gdpr/export/${export_id}/download`)
    if (answer.status === 202) continue
    file = new Uint8Array(await answer.arrayBuffer())
    return file.length
  }
}

/** Resolves with how many turns were new. */
async function bringIn(server: Server): Promise<number> {
  const answer = await ask(server, 'POST', '/api/gdpr/import', file)
  let state = (await answer.json()) as DataImport
  while (state.status === 'processing') {
    await new Promise((later) => setTimeout(later, 100))
    state = (await (await ask(server, 'GET', `/api/gdpr/import/${state.import_id}`)).json()) as DataImport
  }
  return state.counts.conversations
}

/** Says one thing after the other until it is stopped; resolves with how long the 95th of a hundred waited, in ms. */
async function talk(server: Server): Promise<number> {
  talking = true
  const waits: number[] = []
  while (talking) {
    const began = performance.now()
    const body = JSON.stringify({ text: 'What does a tide do?', session_id: 'other' })
    await (await ask(server, 'POST', '/api/conversation', body)).text()
    waits.push(performance.now() - began)
  }
  return percentile(waits, 0.95)
}

interface Server {
  url: string
  token: string
}

async function ask(
  { url, token }: Server,
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}
