// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { match, type Page } from './match.ts'
import { createNavigation } from './navigation.ts'

const component = (name: string) => ({ default: { name } })
const page = (path: string, name: string): Page => ({ path, name, load: async () => component(name) })
const pages = [
  page('/', 'talk'),
  page('/talk/:sessionId?', 'talk-session'),
  page('/library', 'library'),
  page('*', 'missing'),
]
const anybody = async () => null

beforeEach(() => {
  history.replaceState(null, '', '/')
})

test('an address is taken apart: its page, its params, its query and its passage', () => {
  const place = match(pages, '/talk/a%2Fb?next=%2Fyou#p-1')
  expect(place).toMatchObject({ params: { sessionId: 'a/b' }, query: { next: '/you' }, hash: '#p-1' })
  expect(match(pages, '/talk').params).toEqual({})
  expect(match(pages, '/talk/%').params).toEqual({ sessionId: '%' })
  expect(match(pages, '/library/').page.name).toBe('library')
  expect(match(pages, '/library/far/away').page.name).toBe('missing')
})

test('going somewhere shows the page once its code is here, and the address with it', async () => {
  let arrive = (_page: { default: object }) => {}
  const slow = {
    ...page('/slow', 'slow'),
    load: () => new Promise<{ default: object }>((resolve) => (arrive = resolve)),
  }
  const navigation = createNavigation({ pages: [slow, ...pages], redirect: anybody })
  await navigation.begin()
  const going = navigation.push('/slow')
  await Promise.resolve()
  expect([navigation.route.name, location.pathname]).toEqual(['talk', '/'])
  arrive(component('slow'))
  await going
  expect([navigation.route.name, location.pathname]).toEqual(['slow', '/slow'])
  expect(navigation.shown.value?.component).toEqual({ name: 'slow' })
})

test('whoever changes their mind on the way ends where they went last', async () => {
  let arrive = (_page: { default: object }) => {}
  const slow = {
    ...page('/slow', 'slow'),
    load: () => new Promise<{ default: object }>((resolve) => (arrive = resolve)),
  }
  const navigation = createNavigation({ pages: [slow, ...pages], redirect: anybody })
  await navigation.begin()
  const first = navigation.push('/slow')
  await navigation.push('/library')
  arrive(component('slow'))
  await first
  expect([navigation.route.name, location.pathname]).toEqual(['library', '/library'])
})

test('a stranger is led to the door', async () => {
  const navigation = createNavigation({
    pages: [page('/door', 'door'), ...pages],
    redirect: async (place) => (place.page.name === 'door' ? null : `/door?next=${encodeURIComponent(place.address)}`),
  })
  history.replaceState(null, '', '/talk/7#p-2')
  await navigation.begin()
  expect(navigation.route.name).toBe('door')
  expect(navigation.route.query).toEqual({ next: '/talk/7#p-2' })
})

test('a page that cannot be fetched leaves one where one is, and says so', async () => {
  const broken = { ...page('/broken', 'broken'), load: () => Promise.reject(new TypeError('no network')) }
  const navigation = createNavigation({ pages: [broken, ...pages], redirect: anybody })
  await navigation.begin()
  const told: unknown[] = []
  navigation.onError((fault) => told.push(fault))
  await navigation.push('/broken')
  expect([navigation.route.name, location.pathname]).toEqual(['talk', '/'])
  expect(told).toHaveLength(1)
})

test('a further page comes with its list, and what is in neither list is missing', async () => {
  let asked = 0
  const more = async () => {
    asked += 1
    return [page('/goals/:id?', 'goals')]
  }
  const navigation = createNavigation({ pages, more, redirect: anybody })
  await navigation.begin()
  await navigation.push('/library')
  expect([navigation.route.name, asked]).toEqual(['library', 0])
  await navigation.push('/goals/7')
  expect([navigation.route.name, navigation.route.params]).toEqual(['goals', { id: '7' }])
  await navigation.push('/nowhere')
  expect([navigation.route.name, asked]).toEqual(['missing', 2])
})

test('the back button leads to the page before', async () => {
  const navigation = createNavigation({ pages, redirect: anybody })
  await navigation.begin()
  await navigation.push('/library')
  // happy-dom keeps no history of its own: what a browser does on "back" is done here.
  history.replaceState({ entry: 0 }, '', '/')
  dispatchEvent(new PopStateEvent('popstate'))
  await vi.waitFor(() => expect(navigation.route.name).toBe('talk'))
})
