import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Encyclopedia = Awaited<ReturnType<typeof startEncyclopedia>>
/** A page of it, and what it says before its first heading. */
type EncyclopediaPage = { title: string; text: string }

const HONEY: EncyclopediaPage[] = [
  {
    title: 'Honey',
    text: 'Honey keeps for years because it holds so little water that nothing can live in it. Bees fan it with their wings until it is dry.',
  },
  {
    title: 'Crystallisation of honey with a title so long that it has to be cut off somewhere',
    text: 'Honey crystallises in the cold because its glucose leaves the water. Warm water makes it flow again.',
  },
]

/**
 * An encyclopedia that answers at once or, where it is held, when the test says so, and beside it a web search that is out of order. They
 * speak as MediaWiki (https://www.mediawiki.org/wiki/API:Search) and SearXNG (https://docs.searxng.org/dev/search_api.html) do.
 */
export async function startEncyclopedia(pages: EncyclopediaPage[] = HONEY) {
  const asked: Array<{ response: ServerResponse; words: string }> = []
  let held = false
  let waiting: (() => void) | null = null

  const find = (response: ServerResponse) =>
    response.end(
      JSON.stringify({
        query: {
          pages: pages.map(({ title, text }, index) => ({
            ...{ pageid: index + 1, ns: 0, title, index: index + 1, extract: text },
            fullurl: `https://en.wikipedia.org/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`,
          })),
        },
      }),
    )
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
    if (pathname.endsWith('/search')) return void response.writeHead(500).end('out of order')
    response.writeHead(200, { 'content-type': 'application/json' })
    if (!held) return void find(response)
    asked.push({ response, words: searchParams.get('gsrsearch') ?? '' })
    waiting?.()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    /** What the server needs to know to ask it. */
    env: { RESEARCH: 'wikipedia,searxng', WIKIPEDIA_BASE_URL: here, SEARXNG_URL: `${here}/web` },

    /** From here on it answers when it is told to, or again at once. */
    hold(is: boolean) {
      held = is
    },

    /** Waits for the next question of a held one. */
    async question() {
      if (asked.length === 0) await new Promise<void>((resolve) => (waiting = resolve))
      waiting = null
      const next = asked.shift()
      if (!next) throw new Error('Nobody asked.')
      const { response, words } = next
      const hungUp = new Promise<void>((resolve) => response.once('close', resolve))
      return { words, answer: () => find(response), hungUp }
    },

    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
