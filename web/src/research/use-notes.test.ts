// @vitest-environment happy-dom
import type { ResearchNote } from '@lva/contracts/research'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { notices } from '../ui/notices.ts'
import { useNotes } from './use-notes.ts'

const page = (name: string): ResearchNote => ({
  url: `https://example.org/${name}`,
  title: name,
  found_by: 'wikipedia',
  text: `About ${name}.`,
  timestamp: '2026-11-23T10:00:00.000Z',
  exchange_id: '11111111-1111-4111-8111-111111111111',
  saved: null,
})
let pages: ResearchNote[]
let refuses: boolean

beforeEach(() => {
  vi.useFakeTimers()
  pages = [page('honey'), page('wax')]
  refuses = false
  // A small library: what is kept gets a document, what is deleted loses it.
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (refuses) return Response.json({ detail: 'The page could not be read.', code: 'unreadable' }, { status: 422 })
    if (method === 'POST') {
      const { urls } = JSON.parse(String(body)) as { urls: string[] }
      pages = pages.map((each) => (urls.includes(each.url) ? { ...each, saved: `document of ${each.title}` } : each))
    }
    if (method === 'DELETE') {
      pages = pages.map((each) => (path === `/api/documents/${each.saved}` ? { ...each, saved: null } : each))
      return new Response(null, { status: 204 })
    }
    return Response.json({ session_id: 'bees', sources: pages, count: pages.length })
  })
})

afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const kept = (notes: ReturnType<typeof useNotes>) =>
  notes.notes.value?.filter(({ saved }) => saved).map(({ title }) => title)
const undo = async () => {
  const notice = notices.shown.value.at(-1)
  if (!notice?.action) throw new Error('Nothing offers to undo it.')
  notices.act(notice)
  await vi.advanceTimersByTimeAsync(0)
}

test('a page is kept in the library, and let go by whoever undoes it', async () => {
  const notes = useNotes('bees')
  await notes.load()
  expect(kept(notes)).toEqual([])
  await notes.keep(['https://example.org/wax'])
  expect(kept(notes)).toEqual(['wax'])
  expect(notices.shown.value.at(-1)?.text).toBe('“wax” is in your library.')
  await undo()
  expect(kept(notes)).toEqual([])
  expect(notes.busy.value.size).toBe(0)
})

test('all of them are kept at once, and let go at once', async () => {
  const notes = useNotes('bees')
  await notes.load()
  await notes.keep(pages.map(({ url }) => url))
  expect(kept(notes)).toEqual(['honey', 'wax'])
  expect(notices.shown.value.at(-1)?.text).toBe('2 pages are in your library.')
  await undo()
  expect(kept(notes)).toEqual([])
})

test('a page that cannot be kept is said so, and may be tried again', async () => {
  const notes = useNotes('bees')
  await notes.load()
  refuses = true
  await notes.keep(['https://example.org/wax'])
  expect(notices.shown.value.at(-1)).toMatchObject({ tone: 'bad' })
  expect(kept(notes)).toEqual([])
  expect(notes.busy.value.size).toBe(0)
})
