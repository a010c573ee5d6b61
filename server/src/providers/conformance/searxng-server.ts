import { startServer } from './local-server.ts'
import { misbehaves, ODD, type SearchScene } from './search-scenes.ts'

const RESULTS = [
  {
    url: 'https://en.wikipedia.org/wiki/Spaced_repetition',
    title: 'Spaced repetition',
    content: 'Spaced repetition is an evidence-based learning technique that is usually performed with flashcards.',
    engine: 'wikipedia',
    parsed_url: ['https', 'en.wikipedia.org', '/wiki/Spaced_repetition', '', '', ''],
    template: 'default.html',
    engines: ['wikipedia', 'duckduckgo'],
    positions: [1, 1],
    publishedDate: null,
    score: 4,
    category: 'general',
  },
  {
    url: 'https://www.example.org/spacing?page=2',
    title: 'The spacing effect',
    content: 'Material that is spread over time is remembered longer than what is crammed.',
    engine: 'duckduckgo',
    parsed_url: ['https', 'www.example.org', '/spacing', '', 'page=2', ''],
    template: 'default.html',
    engines: ['duckduckgo'],
    positions: [2],
    publishedDate: '2026-03-03T09:15:00',
    score: 0.5,
    category: 'general',
  },
]

/** What a SearXNG server does besides: none of its engines answers, or it gives no JSON. */
export type SearxngScene = SearchScene | 'silent-engines' | 'no-json'

/** `/search?format=json` as SearXNG answers it. */
export async function startSearxngServer(scene: SearxngScene, { inside }: { inside?: string } = {}) {
  return startServer(async (_request, response) => {
    const type = 'application/json'
    if (scene === 'no-json')
      return void response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Forbidden</h1>')
    const body = scene === 'garbage' ? '{"results": [' : JSON.stringify(answerOf(scene))
    const silent = scene === 'silent-engines'
    if (
      !silent &&
      (await misbehaves(scene, response, { vendor: 'searxng', type, body, ...(inside ? { inside } : {}) }))
    )
      return
    response.writeHead(200, { 'content-type': type }).end(body)
  })
}

function answerOf(scene: SearxngScene) {
  const silent =
    scene === 'silent-engines'
      ? [
          ['duckduckgo', 'CAPTCHA'],
          ['google', 'timeout'],
        ]
      : []
  const results = scene === 'other-shape' ? {} : resultsOf(scene)
  return {
    ...{ query: 'spaced repetition', number_of_results: 0, results, answers: [], corrections: [], infoboxes: [] },
    ...{ suggestions: ['spaced repetition schedule'], unresponsive_engines: silent },
  }
}

function resultsOf(scene: SearxngScene) {
  if (scene === 'empty' || scene === 'silent-engines') return []
  if (scene !== 'odd') return RESULTS
  return [ODD.url, ...ODD.elsewhere, ODD.url].map((url) => ({
    url,
    title: ODD.title,
    content: ODD.text,
    publishedDate: 7,
  }))
}
