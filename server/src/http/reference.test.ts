import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { App } from './http.ts'
import { describeApi } from './openapi.ts'
import type { Operation } from './openapi-document.ts'
import { renderReference } from './reference.ts'
import { testApp } from './test-app.ts'

let app: App
afterEach(() => app.close())

const Note = z.object({
  text: z.string().min(1).max(5000).describe('What was said & meant <exactly>.'),
  mode: z.enum(['conversation', 'capture']).default('conversation'),
  tags: z.array(z.object({ name: z.string() })).optional(),
})

async function house() {
  app = await testApp()
  const notes = { schema: { summary: 'Keep a note', tags: ['notes'], body: Note, response: { 201: Note } } }
  app.post('/api/notes', notes, async (request, reply) => reply.code(201).send(request.body))
  const query = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) })
  app.get('/api/notes/:id', { schema: { params: z.object({ id: z.uuid() }), querystring: query } }, async () => ({}))
  app.get('/health', { config: { open: true } }, async () => ({}))
}

test('the description says what every route takes and gives, and who may call it', async () => {
  await house()
  const api = (await app.inject('/openapi.json')).json()
  expect(api.openapi).toBe('3.1.0')
  expect(Object.keys(api.paths)).toEqual(['/api/notes', '/api/notes/{id}', '/health'])
  const keep: Operation = api.paths['/api/notes'].post
  expect(keep.security).toEqual([{ bearer: [] }])
  expect(keep.requestBody?.content['application/json']?.schema?.properties?.text).toMatchObject({
    minLength: 1,
    maxLength: 5000,
  })
  expect(Object.keys(keep.responses ?? {})).toEqual(['201', '401', '422', '429', 'default'])
  expect(api.components.responses.SignInRequired.content['application/json'].schema.$ref).toBe(
    '#/components/schemas/Problem',
  )
  expect(api.paths['/health'].get.security).toEqual([])
  expect(Object.keys(api.paths['/health'].get.responses)).toEqual(['200', '429', 'default'])
})

test('two runs describe the same house in the same text', async () => {
  await house()
  const first = JSON.stringify(await describeApi(app))
  await app.close()
  await house()
  expect(JSON.stringify(await describeApi(app))).toBe(first)
})

test('the reference page shows every route with its shapes and a call that can be typed', async () => {
  await house()
  const answer = await app.inject('/docs')
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(answer.body).toContain('<a href="#post-api-notes">')
  expect(answer.body).toContain('<article id="post-api-notes">')
  expect(answer.body).toContain('string, 1–5,000 characters')
  expect(answer.body).toContain('What was said &amp; meant &lt;exactly&gt;.')
  expect(answer.body).toContain(
    'one of &quot;conversation&quot;, &quot;capture&quot;, &quot;conversation&quot; if left out',
  )
  expect(answer.body).toContain('<code>name</code>')
  expect(answer.body).toContain('integer, 1–100, 20 if left out, in the query')
  expect(answer.body).toContain('curl -sX POST &quot;$SERVER/api/notes&quot;')
  expect(answer.body).toContain('-d &#39;{&quot;text&quot;:&quot;Today I learned why the sky is blue.&quot;}&#39;')
  expect(answer.body).toContain('curl -s &quot;$SERVER/api/notes/ID&quot;')
})

test('the page obeys its policy: no script, no inline style, nothing from elsewhere', async () => {
  await house()
  const { body } = await app.inject('/docs')
  expect(body).not.toMatch(/<script|<style| style=| on\w+=|https?:\/\//)
  const style = await app.inject('/docs/reference.css')
  expect(style.headers['content-type']).toBe('text/css; charset=utf-8')
  expect(style.body).not.toMatch(/url\(|@import/)
})

test('what a route says of itself cannot break out of the page', () => {
  const api = {
    openapi: '3.1.0',
    info: { title: '<b>', version: '1' },
    paths: { '/a"><script>': { get: { summary: '<img src=x>', responses: { 200: { description: '</p>' } } } } },
  }
  expect(renderReference(api)).not.toMatch(/<script|<img|<b>/)
})
