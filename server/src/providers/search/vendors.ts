import { FREE } from '../prices.ts'
import type { Vendors } from '../vendor.ts'
import type { NameOf } from '../vendor-names.ts'
import { createArxiv } from './arxiv.ts'
import type { SearchProvider } from './search.ts'
import { createSearxng } from './searxng.ts'
import { createTavily } from './tavily.ts'
import { createWikipedia } from './wikipedia.ts'

/** Who is searched. Unlike elsewhere all of them are asked, side by side; the order is that in which equals are named. */
export const SEARCH_VENDORS: Vendors<SearchProvider, NameOf<'search'>> = {
  tavily: {
    serves: ({ tavily }) => tavily.key !== null,
    own: ({ search }) => ({ baseUrl: search.tavily.baseUrl, model: null }),
    make: ({ tavily: { key } }, asked) =>
      key === null ? 'TAVILY_API_KEY is not set' : createTavily({ key, ...asked }),
  },
  searxng: {
    serves: ({ search }) => search.searxng.baseUrl !== null,
    own: ({ search }) => ({ baseUrl: search.searxng.baseUrl, model: null }),
    make: (_, { baseUrl, ...asked }) => (baseUrl ? createSearxng({ baseUrl, ...asked }) : 'SEARXNG_URL is not set'),
    price: FREE,
  },
  wikipedia: {
    serves: () => true,
    own: ({ search }) => ({ baseUrl: search.wikipedia.baseUrl, model: null }),
    make: ({ search: { contact } }, asked) => createWikipedia({ contact, ...asked }),
    price: FREE,
  },
  arxiv: {
    serves: () => true,
    own: ({ search }) => ({ baseUrl: search.arxiv.baseUrl, model: null }),
    make: ({ search: { contact } }, asked) => createArxiv({ contact, ...asked }),
    price: FREE,
  },
}
