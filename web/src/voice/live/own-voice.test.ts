import { expect, test } from 'vitest'
import { createOwnVoice } from './own-voice.ts'

function speaking() {
  const said: string[] = []
  const heard: { is: string; heardMs: number }[] = []
  let finish = () => {}
  let clock = 0
  let tick = () => {}
  const voice = createOwnVoice({
    player: {
      say(words) {
        said.push(words.trim())
        return new Promise((resolve) => {
          finish = resolve
        })
      },
    },
    manner: () => ({ rate: 1, voice: null, language: 'en' }),
    now: () => clock,
    tell: ({ is, heardMs }) => heard.push({ is, heardMs }),
    repeat(work) {
      tick = work
      return () => {}
    },
  })
  const wait = (ms: number) => {
    for (const until = clock + ms; clock < until; ) {
      clock += 100
      tick()
    }
  }
  async function finished() {
    finish()
    await new Promise((resolve) => setTimeout(resolve))
  }
  voice.begin(1)
  return { voice, said, heard, wait, finished }
}

test('a sentence is said when the next one begins, or when no more words come', async () => {
  const { voice, said, wait, finished } = speaking()
  voice.words('That is worth keeping. What')
  expect(said).toEqual(['That is worth keeping.'])
  voice.words(' did you see?')
  await finished()
  expect(said).toHaveLength(1)
  wait(600)
  expect(said).toEqual(['That is worth keeping.', 'What did you see?'])
})

test('half a sentence is waited for longer, so that it is said in one breath', async () => {
  const { voice, said, wait } = speaking()
  voice.words('Pi is 3.')
  wait(600)
  expect(said).toEqual([])
  voice.words('14 or so')
  wait(1_900)
  expect(said).toEqual([])
  voice.words(', they say.')
  wait(600)
  expect(said).toEqual(['Pi is 3.14 or so, they say.'])
})

test('the number of a source at the end of a sentence keeps nobody waiting', async () => {
  const { voice, said, wait, finished } = speaking()
  voice.words('Honey keeps for years. [1]')
  await finished()
  wait(600)
  expect(said).toEqual(['Honey keeps for years.', '[1]'])
})

test('words that end no sentence are said as they are when no more come', () => {
  const { voice, said, wait } = speaking()
  voice.words('Nearly')
  wait(2_000)
  expect(said).toEqual(['Nearly'])
})

test('what was said to its end was heard, and only then it is over', async () => {
  const { voice, heard, wait, finished } = speaking()
  voice.words('Yes.')
  wait(600)
  expect(heard.at(-1)).toEqual({ is: 'playing', heardMs: 0 })
  wait(400)
  await finished()
  expect(heard.at(-1)).toEqual({ is: 'waiting', heardMs: 400 })
  voice.end()
  expect(heard.at(-1)).toEqual({ is: 'over', heardMs: 400 })
})
