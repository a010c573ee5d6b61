import type { ReviewAnswer, ReviewRating, ReviewSettingsChanges } from '@lva/contracts/review-requests'
import type {
  Deadline,
  Deadlines,
  Decks,
  Item,
  ItemChanges,
  ItemState,
  Items,
  OpenReview,
  ReviewCommand,
  ReviewCounts,
  ReviewForecast,
  ReviewParameters,
  ReviewSession,
  ReviewSettings,
  Reviews,
} from '@lva/contracts/reviews'
import { api } from '../api/api.ts'

const HERE = '/api/reviews'
const ofItem = (id: string) => `${HERE}/items/${encodeURIComponent(id)}`
const ofSession = (id: string) => `${HERE}/sessions/${encodeURIComponent(id)}`

type Wanted = { state?: ItemState; q?: string; deck?: string; before?: string }
type Commanded = { command: ReviewCommand; prompt_id?: string; id?: string }
type WantedDeadline = { name: string; day: string; deck: string | null }

/** What the pages of reviews ask of the server. */
export const reviewsApi = {
  counts: () => api.get<ReviewCounts>(`${HERE}/counts`),
  /** How many come back on which day. */
  forecast: (days: number, ask: { signal?: AbortSignal } = {}) =>
    api.get<ReviewForecast>(`${HERE}/forecast?days=${days}`, ask),

  open: () => api.get<OpenReview>(`${HERE}/sessions/open`),
  begin: (deck: string | null) => api.post<ReviewSession>(`${HERE}/sessions`, { body: deck ? { deck } : {} }),
  session: (id: string) => api.get<ReviewSession>(ofSession(id)),
  answer: (id: string, body: ReviewAnswer) => api.post<ReviewSession>(`${ofSession(id)}/answer`, { body }),
  rate: (id: string, body: ReviewRating) => api.post<ReviewSession>(`${ofSession(id)}/rate`, { body }),
  command: (id: string, body: Commanded) => api.post<ReviewSession>(`${ofSession(id)}/command`, { body }),

  decks: () => api.get<Decks>(`${HERE}/decks`),
  items: (wanted: Wanted, ask: { signal?: AbortSignal } = {}) =>
    api.get<Items>(
      `${HERE}/items?${new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== undefined))}`,
      ask,
    ),
  item: (id: string) => api.get<Item>(ofItem(id)),
  change: (id: string, body: ItemChanges) => api.patch<Item>(ofItem(id), { body }),
  decide: (ids: string[], state: 'kept' | 'dropped') =>
    api.post<{ count: number }>(`${HERE}/items/decide`, { body: { ids, state }, keepalive: true }),
  reviewsOf: (id: string) => api.get<Reviews>(`${ofItem(id)}/history`),

  deadlines: () => api.get<Deadlines>(`${HERE}/deadlines`),
  addDeadline: (body: WantedDeadline) => api.post<Deadline>(`${HERE}/deadlines`, { body }),
  removeDeadline: (id: string) => api.delete(`${HERE}/deadlines/${encodeURIComponent(id)}`),

  settings: () => api.get<ReviewSettings>(`${HERE}/settings`),
  changeSettings: (body: ReviewSettingsChanges) => api.patch<ReviewSettings>(`${HERE}/settings`, { body }),
  parameters: () => api.get<ReviewParameters>(`${HERE}/parameters`),
  fit: () => api.post(`${HERE}/parameters/fit`),
}
