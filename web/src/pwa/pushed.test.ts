import { expect, test } from 'vitest'
import { noticeFor, pageOf } from './pushed.ts'

test('a message is shown in its own words, under its kind, with a way to end it', () => {
  const said = { title: '3 cards are due', text: 'Now.', to: '/review', kind: 'due', off: 'a.b.c', no_more: 'No more' }
  expect(noticeFor(JSON.stringify(said))).toEqual({
    title: '3 cards are due',
    options: {
      ...{ body: 'Now.', tag: 'due', icon: '/icon-192.png', data: { to: '/review', off: 'a.b.c' } },
      actions: [{ action: 'off', title: 'No more' }],
    },
  })
})

test('a message that says nothing is still one', () => {
  for (const message of ['', '{', 'null', '[]', '{"title":7}'])
    expect(noticeFor(message), message).toMatchObject({
      title: 'Learning Voice Agent',
      options: { body: '', tag: 'reminder' },
    })
})

test('a notification leads into this app and nowhere else', () => {
  expect(pageOf({ to: '/review', off: 'x' })).toEqual({ to: '/review', off: 'x' })
  for (const to of [
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example',
    'javascript:1',
    7,
    null,
  ])
    expect(pageOf({ to })).toEqual({ to: '/today', off: '' })
  expect(pageOf(undefined).to).toBe('/today')
})
