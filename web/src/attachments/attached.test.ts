import { expect, test } from 'vitest'
import { isPicture, put, standing } from './attached.ts'

const document = (id: string) => ({ id, kind: 'document' as const, name: `${id}.pdf` })

test('five are talked about at once, each once, by its newest name', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map(document)
  expect(put(five, document('f'))).toBeNull()
  expect(put(five, { ...document('b'), name: 'new.pdf' })?.map(({ name }) => name)).toEqual([
    'a.pdf',
    'new.pdf',
    'c.pdf',
    'd.pdf',
    'e.pdf',
  ])
  expect(put([], document('a'))).toEqual([document('a')])
})

test('a picture is told from a document, also where the browser knows no type', () => {
  const told = [
    ['a.png', 'image/png'],
    ['IMG_1.HEIC', ''],
    ['a.pdf', 'application/pdf'],
    ['a.md', ''],
  ].map(([name = '', type = '']) => isPicture({ name, type }))
  expect(told).toEqual([true, true, false, false])
  expect([
    standing({ state: 'ready', progress: 100 }),
    standing({ state: 'reading', progress: 40 }),
    standing({ state: 'failed', progress: 100 }),
  ]).toEqual(['', 'Being read: 40 %', 'Could not be read'])
})
