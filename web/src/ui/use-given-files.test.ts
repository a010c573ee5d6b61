import { expect, test } from 'vitest'
import { filesIn } from './use-given-files.ts'

const picture = new File(['x'], 'x.png', { type: 'image/png' })
const files = [picture] as unknown as FileList
const withWords = { files, types: ['text/plain', 'text/html', 'Files'] }

test('where one writes, what is pasted as words stays words, also where a picture of them comes along', () => {
  expect(filesIn(withWords, { wordsFirst: true })).toEqual([])
  expect(filesIn({ files, types: ['Files'] }, { wordsFirst: true })).toEqual([picture])
})

test('where files are given, they are taken, also where their names come along as words', () => {
  expect([filesIn(withWords), filesIn(null)]).toEqual([[picture], []])
})
