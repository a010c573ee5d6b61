import { startServer } from './local-server.ts'
import { misbehaves, ODD, type SearchScene } from './search-scenes.ts'

/** Feeds that are none to be read, beside what every source may do: bombs, what names files of ours, and what has no end. */
export type ArxivScene =
  | SearchScene
  | 'laughs'
  | 'outside-entity'
  | 'parameter-entity'
  | 'deep'
  | 'many'
  | 'error-entry'

const entry = (id: string, title: string, summary: string, more = '') => `
  <entry>
    <id>${id}</id>
    <updated>2026-03-04T10:00:00Z</updated>
    <published>2026-03-03T09:15:00Z</published>
    <title>${title}</title>
    <summary>${summary}</summary>
    <author><name>Ada B. Example</name><arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Somewhere</arxiv:affiliation></author>
    <author><name>Curie &amp; Sons</name></author>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">12 pages</arxiv:comment>
    <link href="${id}" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/2603.01234v2" rel="related" type="application/pdf"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CY" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.CY" scheme="http://arxiv.org/schemas/atom"/>${more}
  </entry>`

const feed = (entries: string, before = '') => `<?xml version="1.0" encoding="UTF-8"?>
${before}<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query%3Dall" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=all:"spaced"&amp;id_list=&amp;start=0&amp;max_results=5</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
  <updated>2026-11-28T00:00:00-05:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">2</opensearch:totalResults>
  <opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">0</opensearch:startIndex>
  <opensearch:itemsPerPage xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">5</opensearch:itemsPerPage>${entries}
</feed>
`

const TWO =
  entry(
    'http://arxiv.org/abs/2603.01234v2',
    'Spaced Repetition\n  at Scale',
    '  We show that p &lt; 0.05\nfor spacing. Cramming\n did worse.\n',
  ) +
  entry(
    'http://arxiv.org/abs/cs/0307015v1',
    'The Spacing Effect',
    'Material that is spread over time is remembered longer.',
  )

const LAUGHS = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n || ''};`.repeat(10)}">`).join('')}]>\n`

const FEEDS: Partial<Record<ArxivScene, () => string>> = {
  empty: () => feed(''),
  odd: () =>
    feed(
      entry('http://arxiv.org/abs/2603.00001v1', ODD.title.replaceAll('\0', ''), ODD.text) +
        ODD.elsewhere.map((url) => entry(url, 'x', 'y')).join('') +
        entry('http://arxiv.org.evil.example/abs/2603.00002v1', 'x', 'y') +
        entry('http://arxiv.org/abs/../../etc?x=1#y', 'x', 'y'),
    ),
  garbage: () => '<feed><entry><title>never',
  'other-shape': () => '<?xml version="1.0"?><rss version="2.0"><channel><item><title>x</title></item></channel></rss>',
  laughs: () => feed(entry('http://arxiv.org/abs/1v1', '&lol9;', '&lol9;'), LAUGHS),
  'outside-entity': () =>
    feed(
      entry('http://arxiv.org/abs/1v1', '&file;', 'x'),
      '<!DOCTYPE feed [<!ENTITY file SYSTEM "file:///etc/passwd">]>\n',
    ),
  'parameter-entity': () =>
    feed(
      '',
      '<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/evil.dtd" [<!ENTITY % all SYSTEM "http://127.0.0.1:9/all.dtd"> %all;]>\n',
    ),
  deep: () => feed('<entry>'.repeat(100_000)),
  many: () => feed(entry('http://arxiv.org/abs/2603.01234v2', 'x', 'y').repeat(400)),
  'error-entry': () =>
    feed(entry('http://arxiv.org/api/errors#incorrect_id_format_for_1', 'Error', 'incorrect id format for 1')),
}

/** `/api/query` as arXiv answers it. */
export async function startArxivServer(scene: ArxivScene, { inside }: { inside?: string } = {}) {
  return startServer(async (_request, response) => {
    const type = 'application/atom+xml; charset=utf-8'
    const body = (FEEDS[scene] ?? (() => feed(TWO)))()
    const about = { vendor: 'arxiv' as const, type, body, ...(inside ? { inside } : {}) }
    if (!FEEDS[scene] && (await misbehaves(scene as SearchScene, response, about))) return
    response.writeHead(200, { 'content-type': type }).end(body)
  })
}
