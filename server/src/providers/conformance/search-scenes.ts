import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { answerWithFailure, type FailureScene, isFailure } from './failures.ts'

/** How a source can misbehave, whichever it is. What each has to become stands in the suite (`search.ts`). */
const MISBEHAVIOURS = [
  'hangs',
  'stalls',
  'cut',
  'page',
  'wrong-type',
  'not-packed',
  'bomb',
  'huge',
  'redirect',
] as const
export type Misbehaviour = (typeof MISBEHAVIOURS)[number]

/**
 * What a source does in a test. `odd`: its protocol, with hits that lead nowhere or are dressed up; `garbage`: no JSON, or no XML;
 * `other-shape`: JSON or XML, and not its own.
 */
export type SearchScene = 'plain' | 'empty' | 'odd' | 'garbage' | 'other-shape' | Misbehaviour | FailureScene

/** Hits that no source may hand on as they are: the first leads somewhere, and is dressed up; the others lead nowhere anybody should go. */
export const ODD = {
  title: 'Tea\u202e\u0000 \u200band \ud800\n  time',
  url: 'https://tea.example.org/a#part',
  text: `It is\u2066 hot. ${'Long. '.repeat(1_000)}`,
  elsewhere: [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://tea.example.org/',
    'https://user:password@tea.example.org/',
    '//tea.example.org/',
    'not an address',
    '',
    `https://tea.example.org/${'a'.repeat(3_000)}`,
  ],
}

const HUGE_BYTES = 50 * 1024 * 1024
const BOMB_BYTES = 16 * 1024 * 1024
const bomb = () => gzipSync(Buffer.alloc(BOMB_BYTES, ' '))

/** Misbehaves, where the scene says so. `true`: it has answered, or never will. `vendor`: how its failures are written. */
export async function misbehaves(
  scene: SearchScene,
  response: ServerResponse,
  {
    vendor,
    type,
    body,
    inside,
  }: { vendor: Parameters<typeof answerWithFailure>[0]; type: string; body: string; inside?: string },
): Promise<boolean> {
  const ok = (headers: Record<string, string | number> = {}) =>
    response.writeHead(200, { 'content-type': type, ...headers })
  if (isFailure(scene)) answerWithFailure(vendor, scene, response)
  else if (scene === 'stalls') ok().write(body.slice(0, 20))
  else if (scene === 'cut')
    ok({ 'content-length': body.length + 100 }).write(body.slice(0, 30), () => response.destroy())
  else if (scene === 'page')
    ok({ 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Sign in</title>')
  else if (scene === 'wrong-type') ok({ 'content-type': 'application/octet-stream' }).end(body)
  else if (scene === 'not-packed') ok({ 'content-encoding': 'gzip' }).end(body)
  else if (scene === 'bomb') ok({ 'content-encoding': 'gzip' }).end(bomb())
  else if (scene === 'redirect') response.writeHead(302, { location: inside ?? 'http://127.0.0.1:9/' }).end()
  else if (scene === 'huge') await pour(ok())
  else return scene === 'hangs'
  return true
}

/** Writes without end, as far as anybody reads. */
async function pour(response: ServerResponse): Promise<void> {
  const part = Buffer.alloc(64 * 1024, '[')
  const closed = once(response, 'close')
  for (let sent = 0; sent < HUGE_BYTES && !response.destroyed; sent += part.length)
    if (!response.write(part)) await Promise.race([once(response, 'drain'), closed])
  response.end()
}

const once = (response: ServerResponse, event: string) =>
  new Promise<void>((done) => response.once(event, () => done()))
