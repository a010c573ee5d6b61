import { expect, test } from 'vitest'
import { commandIn } from './commands.ts'
import { seenIn, type Taking } from './observations.ts'
import { isLong, mannerOf } from './wording.ts'

test('a wish is known in five languages, and only when the whole utterance is one', () => {
  const wishes: Record<string, string[]> = {
    'length 0': [
      'Shorter, please',
      'Could you keep it short?',
      'That was too long',
      'Kürzer bitte',
      'más corto',
      'Plus court',
      'もっと短く',
    ],
    'length 1': ['Longer', 'Can you give me more detail?', 'Ausführlicher bitte', 'plus long'],
    'depth 0': [
      'Simpler',
      'Explain it like I’m five',
      'Can you say that more simply?',
      'Einfacher',
      'plus simple',
      'もっと簡単に',
    ],
    'depth 1': ['Go deeper', 'That was too easy', 'a fondo, por favor'],
    'formality 0': ['Be more casual', 'Sei lockerer'],
    'examples 1': ['Give me an example', 'More examples please', 'Ein Beispiel, bitte', 'Un exemple, s’il te plaît'],
    'pace 0': [
      'Slower',
      'Could you speak more slowly?',
      'You’re too fast',
      'It’s too fast',
      'Langsamer',
      'más despacio',
      'moins vite',
    ],
    'pace 1': ['Faster please', 'Schneller'],
    'socratic 0': ['Stop asking me questions', 'Just tell me directly', 'Keine Fragen'],
    'socratic 1': ['Ask me more questions', 'Pose-moi plus de questions'],
  }
  const named = (text: string) => {
    const command = commandIn(text)
    return command && `${command.preference} ${command.toward}`
  }
  for (const [wish, texts] of Object.entries(wishes))
    for (const text of texts) expect([text, named(text)]).toEqual([text, wish])
  const none = [
    'Tell me more',
    'a shorter proof of Fermat',
    'Simple.',
    'The days get shorter in autumn',
    'Short',
    'slow food',
    ...['It’s slower.', 'That is simple', 'it is plain', 'The days are longer', 'es más corto'],
    '',
    'x'.repeat(300),
  ]
  for (const text of none) expect([text, named(text)]).toEqual([text, null])
})

test('what can be read in two ways is no evidence', () => {
  const turn: Taking = {
    ...{ text: 'Glaciers move', reply: 'They do.', next: null, thumb: null, reason: null, kinds: new Set() },
  }
  const told = (more: Partial<Taking>) =>
    seenIn({ ...turn, ...more }).map(({ preference, source, toward, weight }) => [preference, source, toward, weight])
  const long = 'One. Two. Three. Four.'
  expect(told({})).toEqual([])
  expect(told({ text: 'Shorter, please' })).toEqual([['length', 'command', 0, 10]])
  expect(told({ text: 'An example please' })).toEqual([['examples', 'command', 1, 3]])
  expect(told({ reason: 'too-hard' })).toEqual([['depth', 'reason', 0, 5]])
  expect(told({ reason: 'wrong', thumb: 'down' })).toEqual([])
  expect(told({ reply: long, kinds: new Set(['interrupt']) })).toEqual([['length', 'noticed', 0, 1]])
  expect(told({ kinds: new Set(['interrupt', 'replay', 'regenerate', 'abandonment']) })).toEqual([])
  expect(told({ thumb: 'up' })).toEqual([['length', 'noticed', 0, 1]])
  expect(told({ thumb: 'up', reply: long })).toEqual([['length', 'noticed', 1, 1]])
  expect(told({ next: 'What do you mean?' })).toEqual([['depth', 'noticed', 0, 1]])
})

test('a model is told of what leans to one side, and of nothing else', () => {
  expect(mannerOf(new Map([['length', 0.5]]))).toBeNull()
  const told = mannerOf(
    new Map([
      ['length', 0.2],
      ['socratic', 0.9],
      ['pace', 0.6],
    ]),
  )
  expect(told?.split('\n')).toEqual([
    expect.stringMatching(/^How this learner/),
    expect.stringMatching(/^- Keep it very short/),
    expect.stringMatching(/^- Rather ask/),
  ])
  expect([isLong(new Map([['length', 0.7]])), isLong(new Map())]).toEqual([true, false])
})
