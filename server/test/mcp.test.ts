import { beforeAll, expect, test } from 'vitest'
import { OFFERED } from '../src/mcp/offered.ts'
import { createScriptedSearch } from '../src/providers/scripted-search.ts'
import { inHouses, type TestHouse } from './house.ts'
import { ask, type TestLearner } from './learner.ts'
import { called, connected } from './mcp-client.ts'

const READS = OFFERED.filter(({ route }) => route.startsWith('GET ') || route === 'POST /api/search')
const names = (tools: readonly { name: string }[]) => tools.map(({ name }) => name).sort()

// What a program is told does not depend on the database.
inHouses(
  'a program that speaks the Model Context Protocol',
  (open) => {
    let house: TestHouse
    beforeAll(async () => {
      house = await open()
    })
    const tokenOf = async (who: TestLearner, ...scopes: string[]) => {
      const wish = { name: 'a program', scopes, expires_in_days: 30, current_password: who.password }
      return (await who.call('POST', '/api/auth/tokens', wish)).body as { id: string; token: string }
    }

    /** Somebody with something of everything, so that every tool has what it asks for. */
    async function settled() {
      const ada = await house.learner()
      const told = (await ada.say('I live in Hamburg.', { session: 'home', mode: 'capture' })).body
      await ada.say('We love the harbour.', { session: 'home', mode: 'capture' })
      await ada.call('POST', '/api/conversation/sessions/home/end')
      // What was said is learnt a while after.
      house.pass(3 * 60_000)
      await house.settle()
      const document = await ada.call(
        'POST',
        '/api/upload/document?name=harbour.md',
        '# Harbour\n\nShips sleep there.',
        {
          'content-type': 'text/plain',
        },
      )
      for (const concept of ['tide', 'ebb'])
        await ada.call('POST', '/api/reviews/items', {
          ...{ concept, prompts: [{ kind: 'recall', text: `What moves the ${concept}?` }] },
          points: [{ text: 'the moon' }],
        })
      await house.settle()
      const [memory] = (await ada.get('/api/memories')).body.memories
      return {
        ada,
        turn: told.exchange_id as string,
        document: document.body.id as string,
        memory: memory.id as string,
      }
    }

    test('lists the same and is answered the same over stdio', async () => {
      const { ada, turn } = await settled()
      const client = await connected(house.url, (await tokenOf(ada, 'read', 'write')).token, 'stdio')
      expect(names((await client.listTools()).tools)).toEqual(OFFERED.map(({ tool }) => tool).sort())
      expect((await called(client, 'search', { query: 'Hamburg' })).data.results[0].id).toBe(turn)
      expect((await called(client, 'list_sessions', { limit: 1 })).data.count).toBe(1)
      const goal = { kind: 'custom', title: 'Read three books', target: 3 }
      expect((await called(client, 'create_goal', goal)).data.title).toBe('Read three books')
    })

    test('lists every tool and calls each of them', async () => {
      const { ada, turn, document, memory } = await settled()
      const client = await connected(house.url, (await tokenOf(ada, 'read', 'write')).token)
      const { tools } = await client.listTools()
      expect(names(tools)).toEqual(OFFERED.map(({ tool }) => tool).sort())
      for (const { title, description, inputSchema } of tools)
        expect([Boolean(title && description), inputSchema.type]).toEqual([true, 'object'])

      const used = new Set<string>()
      const call = async (name: string, args: Record<string, unknown> = {}) => {
        used.add(name)
        const answer = await called(client, name, args)
        expect(answer, `${name}: ${answer.text}`).toMatchObject({ failed: false })
        if (answer.data) expect(JSON.parse(answer.text)).toEqual(answer.data)
        return answer.data
      }
      expect((await call('search', { query: 'Hamburg' })).results[0].id).toBe(turn)
      await call('find_similar', { id: turn, limit: 3 })
      expect((await call('list_memories', { q: 'Hamburg' })).memories[0].id).toBe(memory)
      expect((await call('show_memory', { id: memory })).text).toContain('Hamburg')
      expect((await call('list_sessions', { limit: 1 })).count).toBe(1)
      expect((await call('read_session', { session_id: 'home' })).history).toHaveLength(2)
      const [{ id: prompt_id }] = (await call('list_due_reviews')).prompts
      const { id } = await call('begin_review')
      expect((await call('show_open_review')).review.id).toBe(id)
      const { question } = await call('answer_review', { id, prompt_id, text: 'the moon' })
      expect((await call('rate_review', { id, prompt_id: question.prompt_id, rating: 3 })).asked).toBe(2)
      await call('show_mastery')
      const goal = await call('create_goal', { kind: 'custom', title: 'Read three books', target: 3 })
      expect((await call('change_goal', { id: goal.id, step: 1 })).value).toBe(1)
      expect((await call('show_goal', { id: goal.id })).title).toBe('Read three books')
      expect((await call('list_goals')).count).toBe(1)
      await call('show_goal_progress')
      await call('show_streak')
      await call('list_concepts')
      expect((await call('look_up', { query: 'Hamburg', sources: ['memory'] })).query).toBeTruthy()
      const analysis = await call('analyse', { session_id: 'home' })
      expect((await call('list_analyses')).analyses[0].id).toBe(analysis.id)
      await call('show_analysis', { id: analysis.id })
      expect((await call('list_documents')).documents[0].id).toBe(document)
      expect((await call('read_document', { id: document })).parts[0].text).toContain('Ships sleep')
      expect((await call('talk', { text: 'What is a tide?', session_id: 'home' })).agent_text).toBe('Tell me more.')
      expect((await call('correct_memory', { id: memory, text: 'I live in Bremen.' })).edited).toBe(true)
      expect(await call('forget_memory', { id: memory })).toBeUndefined()
      expect((await ada.get(`/api/memories/${memory}`)).status).toBe(404)
      expect(OFFERED.map(({ tool }) => tool).filter((tool) => !used.has(tool))).toEqual([])
    })

    test('says truthfully what reads, what removes and what reaches outside', async () => {
      const ada = await house.learner()
      const { tools } = await (await connected(house.url, (await tokenOf(ada, 'read', 'write')).token)).listTools()
      const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]))
      expect(names(tools.filter(({ annotations }) => annotations?.readOnlyHint))).toEqual(
        READS.map(({ tool }) => tool).sort(),
      )
      expect(hints.forget_memory).toMatchObject({ readOnlyHint: false, destructiveHint: true, openWorldHint: false })
      expect(hints.correct_memory).toMatchObject({ destructiveHint: true })
      expect(hints.create_goal).toMatchObject({ readOnlyHint: false, destructiveHint: false })
      expect(hints.talk).toMatchObject({ readOnlyHint: false, destructiveHint: true, openWorldHint: true })
    })

    test('sees and calls what reads when its token only reads, and nothing else', async () => {
      const { ada, memory } = await settled()
      const client = await connected(house.url, (await tokenOf(ada, 'read')).token)
      expect(names((await client.listTools()).tools)).toEqual(READS.map(({ tool }) => tool).sort())
      await expect(called(client, 'forget_memory', { id: memory })).rejects.toThrow(/lacks the scope "write"/)
      await expect(called(client, 'no_such_tool')).rejects.toThrow(/no tool of that name/)
      expect((await called(client, 'show_memory', { id: memory })).data.text).toContain('Hamburg')
      await expect(connected(house.url, (await tokenOf(ada, 'write')).token)).rejects.toThrow(/lacks the scope/)
    })

    test('looks up outside only for a learner who lets everything be looked up', async () => {
      const source = createScriptedSearch('wikipedia', () => [])
      const searching = await open({ search: [source] })
      const ada = await searching.learner()
      const { token } = await tokenOf(ada, 'read', 'write')
      const client = await connected(searching.url, token)
      const asked = { query: 'rare kidney disease Vera' }
      // Its words are a model's, and nobody has said them.
      expect(await called(client, 'look_up', asked)).toMatchObject({
        ...{ failed: true, text: expect.stringContaining('A program may look things up') },
      })
      const headers = { authorization: `Bearer ${token}` }
      const refused = await ask(searching.url, 'POST', '/api/research', { body: asked, headers })
      expect([refused.status, refused.body.code]).toEqual([403, 'look-up-off'])
      expect((await called(client, 'look_up', { ...asked, sources: ['memory', 'documents'] })).failed).toBe(false)
      expect(source.asked).toEqual([])
      await ada.call('PATCH', '/api/user/me', { settings: { look_up: 'always' } })
      expect((await called(client, 'look_up', asked)).failed).toBe(false)
      expect(source.asked).toHaveLength(1)
    })

    test('is refused at once when its token is revoked', async () => {
      for (const way of ['HTTP', 'stdio'] as const) {
        const ada = await house.learner()
        const { id, token } = await tokenOf(ada, 'read', 'write')
        const client = await connected(house.url, token, way)
        expect((await called(client, 'list_goals')).failed).toBe(false)
        await ada.call('DELETE', `/api/auth/tokens/${id}`)
        await expect(called(client, 'list_goals')).rejects.toThrow(/was revoked or has expired/)
        await expect(client.listTools()).rejects.toThrow(/was revoked or has expired/)
      }
    })

    test('is let in by a personal access token only, and never for a page of another origin', async () => {
      const ada = await house.learner()
      const { token } = await tokenOf(ada, 'read')
      const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
      const accept = 'application/json, text/event-stream'
      const post = (headers: Record<string, string>, sent: unknown = body) =>
        ask(house.url, 'POST', '/mcp', { body: sent, headers: { accept, ...headers } })
      const bearer = { authorization: `Bearer ${token}` }
      expect((await post(bearer)).body.result.tools.length).toBeGreaterThan(0)
      expect((await post({})).status).toBe(401)
      expect((await post({ cookie: `lva_refresh=${ada.refreshToken}; token=${token}` })).status).toBe(401)
      expect((await post({ authorization: `Bearer ${ada.token}` })).body.code).toBe('sign-in-required')
      expect((await post({ ...bearer, origin: 'https://evil.example' })).body.code).toBe('origin-refused')
      expect((await post({ ...bearer, origin: house.url })).status).toBe(200)
      expect((await post(bearer, [body, body])).status).toBe(422)
      expect((await post(bearer, { ...body, params: { cursor: 'x'.repeat(300_000) } })).status).toBe(413)
      expect((await post({ ...bearer, 'mcp-protocol-version': '1066-10-14' })).status).toBe(400)
      for (const method of ['GET', 'DELETE']) {
        const refused = await ask(house.url, method, '/mcp', { headers: { ...bearer, accept: 'text/event-stream' } })
        expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST'])
      }
    })

    test('reads in a sentence what a door refuses, and is led to nothing else', async () => {
      const { ada, memory } = await settled()
      const client = await connected(house.url, (await tokenOf(ada, 'read', 'write')).token)
      const eve = await connected(house.url, (await tokenOf(await house.learner(), 'read', 'write')).token)
      expect(await called(eve, 'show_memory', { id: memory })).toMatchObject({
        ...{ failed: true, text: expect.stringContaining('not yours') },
      })
      expect(await called(eve, 'forget_memory', { id: memory })).toMatchObject({ failed: true })
      expect((await called(client, 'show_memory', { id: memory })).failed).toBe(false)
      expect(await called(client, 'list_goals', { limit: 1000 })).toMatchObject({
        ...{ failed: true, text: expect.stringMatching(/^limit: /) },
      })
      expect(await called(client, 'list_goals', { user_id: 'x' })).toMatchObject({
        ...{ failed: true, text: 'list_goals takes no argument "user_id".' },
      })
      for (const id of ['..', '.', '', `${memory}/../../goals`, '../../auth/tokens', `${memory}?x=1#y`, 7, null])
        expect(await called(client, 'show_memory', { id })).toMatchObject({ failed: true })
    })

    test('finds sessions as resources, and reads one as it is downloaded', async () => {
      const { ada } = await settled()
      const client = await connected(house.url, (await tokenOf(ada, 'read')).token)
      const { resources } = await client.listResources()
      expect(resources.map(({ uri }) => uri)).toEqual(['lva://sessions/home'])
      const { contents } = await client.readResource({ uri: 'lva://sessions/home' })
      expect(contents[0]).toMatchObject({
        mimeType: 'text/markdown',
        text: expect.stringContaining('I live in Hamburg.'),
      })
      for (const uri of ['lva://sessions/nobody', 'lva://sessions/..', 'lva://sessions/%', 'file:///etc/passwd'])
        await expect(client.readResource({ uri })).rejects.toThrow()
    })
  },
  ['sqlite'],
)

inHouses(
  'the limits of requests',
  (open) => {
    test('count what a program calls, and tell it when to come back', async () => {
      const house = await open({ env: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_REQUESTS_PER_MINUTE: '30' } })
      const ada = await house.learner()
      const wish = { name: 'a', scopes: ['read'], expires_in_days: 1, current_password: ada.password }
      const { token } = (await ada.call('POST', '/api/auth/tokens', wish)).body
      const client = await connected(house.url, token)
      const answers: string[] = []
      for (let n = 0; n < 20; n += 1) answers.push(await called(client, 'list_goals').then(({ text }) => text, String))
      expect(answers[0]).toContain('"goals"')
      expect(answers.at(-1)).toMatch(/Too many requests\. Try again in \d+ seconds/)
    })
  },
  ['sqlite'],
)
