import { expect, test } from 'vitest'
import { createTalk } from './testing/talk.ts'

test('somebody speaks, is answered, and the answer is remembered as it was heard', async () => {
  const talk = createTalk()
  await talk.say('I went to a museum')
  await talk.until(() => talk.line.sounding())
  await talk.until(() => talk.session.state() === 'listening')
  await talk.silence(100)

  expect(talk.brain.exchanges).toMatchObject([
    {
      user_text: 'I went to a museum',
      heard: 'Well, that is a good thought. Tell me more.',
      rest: '',
      interrupted: false,
    },
  ])
  expect(talk.heard()).toMatchObject({ whole: 'Well, that is a good thought. Tell me more.'.split(' '), begun: [] })
  expect(talk.states()).toEqual(['thinking', 'speaking', 'listening'])
  expect(talk.metrics).toHaveLength(1)
  expect(await talk.hangUp()).toBe(0)
})
