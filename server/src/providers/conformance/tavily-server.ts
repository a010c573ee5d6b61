import { startServer } from './local-server.ts'
import { misbehaves, ODD, type SearchScene } from './search-scenes.ts'

const RESULTS = [
  {
    url: 'https://en.wikipedia.org/wiki/Spaced_repetition',
    title: 'Spaced repetition - Wikipedia',
    content: 'Spaced repetition is an evidence-based learning technique that is usually performed with flashcards.',
    score: 0.91244,
    raw_content: null,
  },
  {
    url: 'https://www.example.org/spacing?page=2',
    title: 'The spacing effect',
    content: 'Material that is spread over time is remembered longer than what is crammed.',
    score: 0.80412,
    raw_content: null,
    published_date: 'Tue, 03 Mar 2026 09:15:00 GMT',
  },
]

/** `/search` and `/usage` as Tavily answers them. */
export async function startTavilyServer(scene: SearchScene, { inside }: { inside?: string } = {}) {
  return startServer(async ({ path }, response) => {
    const answer = path === '/usage' ? usage() : search(scene)
    const body = scene === 'garbage' ? '{"results": [' : JSON.stringify(answer)
    const type = 'application/json'
    if (await misbehaves(scene, response, { vendor: 'tavily', type, body, ...(inside ? { inside } : {}) })) return
    response.writeHead(200, { 'content-type': type }).end(body)
  })
}

function search(scene: SearchScene) {
  const common = { query: 'spaced repetition', follow_up_questions: null, answer: null, images: [] }
  const after = { response_time: 1.09, request_id: 'c2d2a1c6-9d0f-4f0b-8a51-2b8d3a0e7f11' }
  if (scene === 'other-shape') return { ...common, results: 'none', ...after }
  return { ...common, results: resultsOf(scene), ...after }
}

function resultsOf(scene: SearchScene) {
  if (scene === 'empty') return []
  if (scene !== 'odd') return RESULTS
  const odd = [ODD.url, ...ODD.elsewhere, ODD.url].map((url) => ({
    url,
    title: ODD.title,
    content: ODD.text,
    score: 1,
  }))
  return odd.map((result, n) => (n === 0 ? { ...result, published_date: 'yesterday, perhaps' } : result))
}

const usage = () => ({
  key: { usage: 150, limit: 1000 },
  account: { current_plan: 'Bootstrap', plan_usage: 500, plan_limit: 15_000, paygo_usage: 25, paygo_limit: 100 },
})
