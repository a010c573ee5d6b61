import { startServer } from './local-server.ts'
import { misbehaves, ODD, type SearchScene } from './search-scenes.ts'

/** What the API says with status 200: it is asked too much, or broke. */
export type WikipediaScene = SearchScene | 'api-ratelimited' | 'api-broken' | 'api-bad'

const CODES: Partial<Record<WikipediaScene, string>> = {
  'api-ratelimited': 'ratelimited',
  'api-broken': 'internal_api_error_DBQueryError',
  'api-bad': 'badvalue',
}

const page = (pageid: number, index: number, title: string, extract: string, home: string) => ({
  ...{ pageid, ns: 0, title, index, extract, contentmodel: 'wikitext', pagelanguage: 'en', pagelanguagehtmlcode: 'en' },
  ...{ pagelanguagedir: 'ltr', touched: '2026-11-20T08:01:02Z', lastrevid: 1_300_000_000 + pageid, length: 31_000 },
  ...{ fullurl: `${home}/wiki/${title.replaceAll(' ', '_')}`, editurl: `${home}/w/index.php?title=x&action=edit` },
  canonicalurl: `${home}/wiki/${title.replaceAll(' ', '_')}`,
})

/** `/{language}/w/api.php` as MediaWiki answers it. `only`: the language that has anything. Pages come in no order, as there. */
export async function startWikipediaServer(
  scene: WikipediaScene,
  { inside, only }: { inside?: string; only?: string } = {},
) {
  return startServer(async ({ path }, response) => {
    const language = path.split('/')[1] ?? ''
    const type = 'application/json; charset=utf-8'
    const body =
      scene === 'garbage'
        ? '{"batchcomplete":true,'
        : JSON.stringify(answerOf(scene, only && only !== language ? 'nothing' : language))
    const code = CODES[scene]
    if (code) return void response.writeHead(200, { 'content-type': type, 'mediawiki-api-error': code }).end(body)
    const about = { vendor: 'wikipedia' as const, type, body, ...(inside ? { inside } : {}) }
    if (await misbehaves(scene as SearchScene, response, about)) return
    response.writeHead(200, { 'content-type': type }).end(body)
  })
}

function answerOf(scene: WikipediaScene, language: string) {
  const code = CODES[scene]
  if (code)
    return { error: { code, info: 'as it is', docref: 'See https://en.wikipedia.org/w/api.php' }, servedby: 'mw1' }
  if (scene === 'other-shape') return { batchcomplete: true, query: { pages: { 1: { title: 'by number' } } } }
  if (scene === 'empty' || language === 'nothing') return { batchcomplete: true }
  const home = `https://${language}.wikipedia.org`
  const pages =
    scene === 'odd'
      ? [ODD.url, ...ODD.elsewhere, ODD.url].map((fullurl, n) => ({
          ...page(n, n, ODD.title, ODD.text, home),
          fullurl,
        }))
      : [
          page(
            2,
            2,
            'Spacing effect',
            'The spacing effect is that learning is better when it is spread over time.',
            home,
          ),
          page(
            1,
            1,
            'Spaced repetition',
            'Spaced repetition is an evidence-based learning technique.\nIt is usually performed with flashcards.',
            home,
          ),
        ]
  return { batchcomplete: true, continue: { gsroffset: 2, continue: 'gsroffset||' }, query: { pages } }
}
