import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { notices } from './notices.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

const texts = () => notices.shown.value.map(({ text }) => text)
const idOf = (text: string) => notices.shown.value.find((notice) => notice.text === text)?.id ?? -1

test('what was done leaves after six seconds, what went wrong after fifteen', () => {
  notices.say('Saved.')
  notices.fault(new Error('broken'))
  vi.advanceTimersByTime(6_000)
  expect(notices.shown.value.map(({ tone }) => tone)).toEqual(['bad'])
  vi.advanceTimersByTime(9_000)
  expect(texts()).toEqual([])
})

test('whoever points at it keeps it, and it leaves in its time afterwards', () => {
  const gone = vi.fn()
  notices.say('Deleted.', { gone })
  notices.hold(idOf('Deleted.'))
  vi.advanceTimersByTime(60_000)
  expect(texts()).toEqual(['Deleted.'])
  notices.leaveLater({ id: idOf('Deleted.'), tone: 'plain' })
  vi.advanceTimersByTime(6_000)
  expect(texts()).toEqual([])
  expect(gone).toHaveBeenCalledOnce()
})

test('one that gives way to others while it is held still comes to its end', () => {
  const gone = vi.fn()
  notices.say('Deleted.', { gone })
  notices.hold(idOf('Deleted.'))
  for (const text of ['one', 'two', 'three']) notices.say(text)
  expect(texts()).toEqual(['one', 'two', 'three'])
  vi.advanceTimersByTime(6_000)
  expect(gone).toHaveBeenCalledOnce()
})
