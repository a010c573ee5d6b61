import { expect, test } from 'vitest'
import { likeness, wordSet } from './likeness.ts'
import { misunderstandingIn } from './misunderstanding.ts'

test('corrections and clarifications are known by how they begin', () => {
  const said = {
    correction: [
      'No, I meant the other lake.',
      'I meant glaciers',
      'No, I mean the second one',
      'That’s not what I asked.',
      'Sorry, you misunderstood me',
      'Nein, ich meine den See',
      'Das habe ich nicht gemeint',
      'No, quiero decir el lago',
      'Me refería al otro',
      'Non, je veux dire le lac',
      'Ce n’est pas ce que je voulais',
      'そうじゃなくて、湖のこと',
    ],
    clarification: [
      'I don’t understand.',
      'Wait, what do you mean?',
      'Hmm, I’m confused now',
      'Das habe ich nicht verstanden',
      'No entiendo',
      'Je ne comprends pas',
      'Qu’est-ce que ça veut dire ?',
      'どういう意味ですか',
    ],
    neither: [
      ...['No.', 'No, it melts.', 'I mean it.', 'Yes, I see', 'What is a moraine?', 'He said that I meant it', ''],
      ...['Nein, das Eis schmilzt', 'Non, la glace fond', 'I met him'],
    ],
  }
  for (const text of said.correction) expect([text, misunderstandingIn(text)]).toEqual([text, 'correction'])
  for (const text of said.clarification) expect([text, misunderstandingIn(text)]).toEqual([text, 'clarification'])
  for (const text of said.neither) expect([text, misunderstandingIn(text)]).toEqual([text, null])
})

test('likeness is twice what is shared, by what there is', () => {
  const of = (one: string, other: string) => likeness(wordSet(one), wordSet(other))
  expect(of('a b c', 'a b d')).toBeCloseTo(4 / 6, 12)
  expect(of('running dogs', 'a dog runs')).toBeCloseTo(4 / 5, 12)
  expect([of('', ''), of('a', ''), of('Café', 'cafe')]).toEqual([0, 0, 1])
})
