import { expect, test } from 'vitest'
import { inHouses } from '../../test/house.ts'
import { aPage, createScriptedTools } from './testing/scripted-tools.ts'

inHouses('a reply with pages beside it', (open) => {
  const search = () => ({ sources: [aPage('High water comes twice a day.')] })

  test('a link that runs something is not brought in', async () => {
    const house = await open({ tools: createScriptedTools({ search }) })
    house.script(({ messages }) =>
      messages.at(-1)?.results
        ? { words: ['High water comes twice a day [w1].'] }
        : { toolCalls: [{ id: 'a', name: 'search', input: {} }] },
    )
    const [ana, ben] = [await house.learner(), await house.learner()]
    await ana.say('How often is high water?')
    const row = await house.db.selectFrom('exchanges').selectAll().executeTakeFirstOrThrow()
    const { seq: _, user_id: __, lease_until: ___, ...turn } = row
    const [source] = JSON.parse(row.sources)
    const exported = (url: string) => ({
      ...turn,
      id: crypto.randomUUID(),
      session_id: 'back',
      spoken: 0,
      corrected: 0,
      sources: [{ ...source, url }],
      marks: JSON.parse(row.marks),
      tools: JSON.parse(row.tools),
      documents: [],
    })
    const { bringBack } = house.conversation
    const none = [
      'javascript:alert(1)',
      'data:text/html,x',
      `https://${'x'.repeat(3_000)}`,
      'http://',
      'https://a b',
      'http://[',
    ]
    const given = [source.url, ...none].map(exported)
    expect(await bringBack.turns(ben.id, given, (id) => id)).toEqual({ added: 1, refused: none.length })
    const [back] = (await ben.history('back')).history
    expect(back?.metadata).toMatchObject({ sources: [{ kind: 'web', url: source.url }], tools: [{ name: 'search' }] })
  })
})
