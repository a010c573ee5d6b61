import { startServer } from '../src/providers/conformance/local-server.ts'

/** A page as a search brings it. */
export interface BroughtPage {
  title: string
  text: string
  url: string
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * One server that speaks as SearXNG, MediaWiki and arXiv do, under three paths, and brings the page that is laid out. `env` leads a house to it;
 * `said` is every word that left for it, decoded.
 */
export async function startHostileSearch() {
  let page: BroughtPage = { title: '', text: '', url: '' }
  const server = await startServer(({ path }, response) => {
    const json = (body: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (path.startsWith('/searxng')) return void json(asSearxng(page))
    if (path.startsWith('/wikipedia')) return void json(asMediaWiki(page))
    response.writeHead(200, { 'content-type': 'application/atom+xml' }).end(asAtom(page))
  })
  return {
    close: server.close,
    requests: server.requests,
    env: {
      SEARXNG_URL: `${server.url}/searxng`,
      WIKIPEDIA_BASE_URL: `${server.url}/wikipedia/{language}`,
      ARXIV_BASE_URL: `${server.url}/arxiv`,
    },
    bring(next: BroughtPage) {
      page = next
    },
    said: () =>
      server.requests
        .map(
          ({ path, body, headers }) =>
            `${decodeURIComponent(path.replaceAll('+', ' '))} ${body} ${JSON.stringify(headers)}`,
        )
        .join('\n'),
  }
}

const asSearxng = ({ title, text, url }: BroughtPage) => ({
  ...{ query: '', number_of_results: 0, answers: [], corrections: [], infoboxes: [], suggestions: [] },
  results: [
    { url, title, content: text, engine: 'duckduckgo', engines: ['duckduckgo'], score: 1, category: 'general' },
  ],
  unresponsive_engines: [],
})

const asMediaWiki = ({ title, text, url }: BroughtPage) => ({
  batchcomplete: true,
  query: {
    pages: [
      {
        pageid: 1,
        ns: 0,
        title,
        index: 1,
        extract: text,
        fullurl: url,
        canonicalurl: url,
        touched: '2026-11-20T08:01:02Z',
      },
    ],
  },
})

const asAtom = ({ title, text, url }: BroughtPage) => `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title><id>http://arxiv.org/api/x</id><updated>2026-11-28T00:00:00-05:00</updated>
<entry><id>${escaped(url)}</id><updated>2026-03-04T10:00:00Z</updated><published>2026-03-03T09:15:00Z</published>
<title>${escaped(title)}</title><summary>${escaped(text)}</summary><author><name>A. Author</name></author></entry></feed>`
