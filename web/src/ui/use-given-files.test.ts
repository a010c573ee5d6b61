import { expect, test } from 'vitest'
import { filesIn } from './use-given-files.ts'

test('what is pasted as words stays words, also where a picture of them comes along', () => {
  const picture = new File(['x'], 'x.png', { type: 'image/png' })
  const files = [picture] as unknown as FileList
  expect(filesIn({ files, types: ['text/plain', 'text/html', 'Files'] })).toEqual([])
  expect([filesIn({ files, types: ['Files'] }), filesIn(null)]).toEqual([[picture], []])
})
