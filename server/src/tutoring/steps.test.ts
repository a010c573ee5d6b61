import { expect, test } from 'vitest'
import { lessonAskedFor } from './asked-for.ts'
import { type LessonState, studied, taught } from './steps.ts'
import { wordingIn } from './wording.ts'

test('a lesson is asked for in five languages, by its first words and with no more than a name', () => {
  expect(lessonAskedFor('Let me teach you about the tides!', 'en')).toEqual({ kind: 'teach-back', topic: 'tides' })
  expect(lessonAskedFor('Ich erkläre dir Osmose', 'de-AT')).toEqual({ kind: 'teach-back', topic: 'osmose' })
  expect(lessonAskedFor('Quiero estudiar la célula', 'es')).toEqual({ kind: 'study', topic: 'célula' })
  expect(lessonAskedFor('Je veux t’expliquer les marées', 'fr')).toEqual({ kind: 'teach-back', topic: 'marées' })
  expect(lessonAskedFor('光合成を勉強しよう', 'ja')).toEqual({ kind: 'study', topic: '光合成' })
  expect(lessonAskedFor('Study with me', 'en')).toEqual({ kind: 'study', topic: null })
  for (const text of [
    'I studied tides',
    'How do you study tides?',
    'Let me explain. I was late because of the train.',
    '',
  ])
    expect(lessonAskedFor(text, 'en')).toBeNull()
})

const SUBJECT = {
  ...{ id: 'i', concept: 'Seasons', conceptId: null, question: 'Why are there seasons?' },
  points: [{ id: 'a', text: 'The axis of the earth is tilted' }],
}
const EMPTY: LessonState = { covered: [], contradicted: [], turns: 0, seq: 0 }

test('hints climb a ladder, and its last rung is no answer', () => {
  for (const locale of ['en', 'de', 'es', 'fr', 'ja']) {
    const wording = wordingIn(locale)
    let state = EMPTY
    const said: string[] = []
    for (let turn = 0; turn < 5; turn++) {
      const step = studied(SUBJECT, state, { grade: null, command: 'hint', text: 'hint', locale, wording })
      expect([step.over, step.say.includes('tilted'), step.say.includes('{')]).toEqual([false, false, false])
      said.push(step.say)
      state = step.state
    }
    expect(new Set(said).size).toBe(4)
    expect(said[2]).toContain('t…')
  }
})

test('an explanation that goes on and on is summed up; what was put right is no misconception', () => {
  const wording = wordingIn('en')
  const grade = { covered: [], missing: ['a'], contradicted: ['a'], share: 0, recalled: null, by: 'words' as const }
  let step = taught(SUBJECT, EMPTY, { grade, command: null, wording })
  for (let turn = 0; turn < 2; turn++) step = taught(SUBJECT, step.state, { grade, command: null, wording })
  expect(step.over).toBe(false)
  expect(taught(SUBJECT, step.state, { grade, command: null, wording }).say).toContain('the other way round')
  const right = { ...grade, covered: ['a'], missing: [], contradicted: [], share: 1, recalled: true }
  const end = taught(SUBJECT, step.state, { grade: right, command: null, wording })
  expect([end.over, end.say]).toEqual([
    true,
    'You covered 1 of 1: The axis of the earth is tilted. That was all of it. Nothing was the wrong way round.',
  ])
})
