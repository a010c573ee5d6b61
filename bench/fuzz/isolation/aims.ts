import { type Owner, phoneNumber, pushDevice } from './owner.ts'

/** A request, as far as it says what is wanted. */
export interface Wish {
  /** Of the route; only its parameters differ. */
  path: string
  body?: unknown
  headers?: Record<string, string>
}

/**
 * How to ask a route for what is somebody's. `shows` is what proves that the same request by its owner reaches it: their canary in the
 * answer, or a change of their rows. What holds nothing of anybody says `nothing`, and why; its answer to the owner is looked at as well.
 */
export type Aim = { for(owner: Owner): Wish; by?: 'administrator' } & (
  | { shows: 'canary' | 'change' }
  | { shows: 'nothing'; because: string }
)

const at = (path: string, because: string): Aim => ({ for: () => ({ path }), shows: 'nothing', because })
const told = (path: (owner: Owner) => string, body?: unknown): Aim => ({
  for: (owner) => ({ path: path(owner), body }),
  shows: 'canary',
})
const changes = (path: (owner: Owner) => string, body?: (owner: Owner) => unknown): Aim => ({
  for: (owner) => ({ path: path(owner), body: body?.(owner) }),
  shows: 'change',
})
const read = (path: string, because: string): Aim => ({
  for: () => ({ path }),
  by: 'administrator',
  shows: 'nothing',
  because,
})
/** What only whoever has the setup token of an empty house may do. This house is not empty. */
const setup = (path: string, because: string): Aim => ({
  for: () => ({ path, headers: { 'x-setup-token': 'none' } }),
  shows: 'nothing',
  because,
})
const session = (owner: Owner) => encodeURIComponent(owner.session)

/** Every route of the house. One that is missing here, or is here and nowhere else, fails the run. */
export const AIMS: Record<string, Aim> = {
  'OPTIONS *': at('/api/user/me', 'a preflight, answered before anybody is asked for'),
  'GET /': at('/', 'the welcome'),
  'GET /*': at('/', 'the page of the web app, the same for everybody'),
  'GET /openapi.json': at('/openapi.json', 'the description of the API'),
  'GET /docs': at('/docs', 'the reference'),
  'GET /docs/reference.css': at('/docs/reference.css', 'the reference'),
  'POST /mcp': {
    for: ({ secret }) => ({
      path: '/mcp',
      body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_memories', arguments: {} } },
      headers: { authorization: `Bearer ${secret.reads}`, accept: 'application/json, text/event-stream' },
    }),
    shows: 'canary',
  },
  'GET /health': at('/health', 'whether the server lives'),
  'GET /health/ready': at('/health/ready', 'whether the database answers'),
  'GET /health/detailed': at('/health/detailed', 'how its parts are'),
  'GET /admin/voices': read('/admin/voices', 'who is talking just now; nobody here is'),
  'GET /api/backups': read('/api/backups', 'names and sizes of sealed files'),
  'POST /api/backups': {
    for: () => ({ path: '/api/backups' }),
    by: 'administrator',
    shows: 'nothing',
    because: 'has everything copied, and answers nothing',
  },
  'POST /api/backups/check': {
    for: () => ({ path: '/api/backups/check' }),
    by: 'administrator',
    shows: 'nothing',
    because: 'has a sealed file tried, and answers nothing',
  },
  'POST /api/backups/stop': {
    for: () => ({ path: '/api/backups/stop' }),
    by: 'administrator',
    shows: 'nothing',
    because: 'stops a copy that is being made, and answers nothing',
  },
  'DELETE /api/backups/:name': {
    for: () => ({ path: '/api/backups/lva-none.lvab' }),
    by: 'administrator',
    shows: 'nothing',
    because: 'removes a sealed file; this one is not there',
  },
  'GET /api/setup': at('/api/setup', 'whether anybody has an account'),
  'GET /api/setup/backups': setup('/api/setup/backups', 'lists sealed files to whoever has the setup token'),
  'POST /api/setup/upload': setup(
    '/api/setup/upload?what=backup&at=0',
    'takes a sealed file from whoever has the setup token',
  ),
  'POST /api/setup/restore': setup('/api/setup/restore', 'puts a sealed file back for whoever has the setup token'),
  'GET /api/backups/:name': read('/api/backups/lva-none.lvab', 'a sealed file; this one is not there'),
  'GET /metrics': read('/metrics', 'numbers of the whole process; nothing in them is anybody’s'),
  'GET /api/events': at('/api/events?seconds=1', 'what happens from now on; a stream begins with nothing of anybody’s'),
  'POST /api/csp-reports': {
    for: () => ({ path: '/api/csp-reports', body: {}, headers: { 'content-type': 'application/csp-report' } }),
    shows: 'nothing',
    because: 'takes reports of browsers and answers nothing',
  },
  'GET /admin/csp-reports': {
    for: () => ({ path: '/admin/csp-reports' }),
    by: 'administrator',
    shows: 'nothing',
    because: 'kinds of reports, counted; nothing of a person is kept',
  },

  'POST /api/auth/register': {
    for: (owner) => ({ path: '/api/auth/register', body: { email: owner.email, password: owner.secret.password } }),
    shows: 'nothing',
    because: 'an address that is taken is refused, to its owner as well',
  },
  'POST /api/auth/login': changes(
    () => '/api/auth/login',
    ({ email, secret }) => ({ username: email, password: secret.password }),
  ),
  'POST /api/auth/login/json': changes(
    () => '/api/auth/login/json',
    ({ email, secret }) => ({ email, password: secret.password }),
  ),
  'POST /api/auth/refresh': changes(
    () => '/api/auth/refresh',
    ({ secret }) => ({ refresh_token: secret.refresh }),
  ),
  'POST /api/auth/logout': changes(
    () => '/api/auth/logout',
    ({ secret }) => ({ refresh_token: secret.refresh }),
  ),
  'GET /api/auth/sessions': told(() => '/api/auth/sessions'),
  'DELETE /api/auth/sessions/:id': changes(({ signIn }) => `/api/auth/sessions/${signIn}`),
  'GET /api/auth/tokens': told(() => '/api/auth/tokens'),
  'POST /api/auth/tokens': changes(
    () => '/api/auth/tokens',
    ({ secret }) => ({ name: 'script', scopes: ['read'], expires_in_days: 1, current_password: secret.password }),
  ),
  'DELETE /api/auth/tokens/:id': changes(({ tokenId }) => `/api/auth/tokens/${tokenId}`),
  'POST /api/auth/password-reset': {
    for: ({ email }) => ({ path: '/api/auth/password-reset', body: { email } }),
    shows: 'nothing',
    because: 'the same answer for every address; the link goes to its owner’s mail alone',
  },
  'POST /api/auth/password-reset/finish': changes(
    () => '/api/auth/password-reset/finish',
    ({ secret }) => ({ token: secret.reset, new_password: 'Another1Passphrase' }),
  ),
  'POST /api/auth/email-verification': {
    for: () => ({ path: '/api/auth/email-verification', body: {} }),
    shows: 'nothing',
    because: 'sends a link to the one who asks, and answers nothing',
  },
  'POST /api/auth/email-verification/finish': changes(
    () => '/api/auth/email-verification/finish',
    ({ secret }) => ({ token: secret.verify }),
  ),
  'GET /api/user/me': told(() => '/api/user/me'),
  'PATCH /api/user/me': changes(
    () => '/api/user/me',
    () => ({ full_name: 'Somebody else' }),
  ),
  'POST /api/user/me/password': changes(
    () => '/api/user/me/password',
    ({ secret }) => ({ current_password: secret.password, new_password: 'Another1Passphrase' }),
  ),
  'GET /api/user/me/use': at('/api/user/me/use', 'three numbers of the one who asks'),
  'PUT /admin/users/:id/quotas': {
    for: ({ id }) => ({ path: `/admin/users/${id}/quotas`, body: { requests: 7, audio_minutes: null, tokens: null } }),
    by: 'administrator',
    shows: 'change',
  },

  'GET /admin/overview': read('/admin/overview', 'numbers about the house'),
  'GET /admin/status': read('/admin/status', 'numbers about the house'),
  'GET /admin/users': { for: () => ({ path: '/admin/users?limit=100' }), by: 'administrator', shows: 'canary' },
  'GET /admin/users/:id': {
    for: ({ id }) => ({ path: `/admin/users/${id}` }),
    by: 'administrator',
    shows: 'canary',
  },
  'POST /admin/users/:id/suspend': {
    for: ({ id }) => ({ path: `/admin/users/${id}/suspend`, body: {} }),
    by: 'administrator',
    shows: 'change',
  },
  'POST /admin/users/:id/activate': {
    for: ({ id }) => ({ path: `/admin/users/${id}/activate`, body: {} }),
    by: 'administrator',
    shows: 'canary',
  },
  'GET /admin/invitations': read('/admin/invitations', 'nobody of these was invited'),
  'POST /admin/invitations': {
    for: () => ({ path: '/admin/invitations', body: { hours: 1 } }),
    by: 'administrator',
    shows: 'nothing',
    because: 'makes an invitation for nobody in particular',
  },
  'DELETE /admin/invitations/:id': {
    for: ({ id }) => ({ path: `/admin/invitations/${id}` }),
    by: 'administrator',
    shows: 'nothing',
    because: 'takes back an invitation, which holds nobody’s things',
  },
  'GET /admin/tool-servers': read('/admin/tool-servers', 'addresses of other servers, and what they offer'),
  'POST /admin/tool-servers': {
    for: () => ({ path: '/admin/tool-servers', body: { name: 'none', url: 'http://127.0.0.1:9/mcp' } }),
    by: 'administrator',
    shows: 'nothing',
    because: 'adds a server of somebody else; this one may not be reached',
  },
  'POST /admin/tool-servers/:id/test': {
    for: ({ id }) => ({ path: `/admin/tool-servers/${id}/test`, body: {} }),
    by: 'administrator',
    shows: 'nothing',
    because: 'asks a server of somebody else; there is none',
  },
  'PUT /admin/tool-servers/:id/consent': {
    for: ({ id }) => ({ path: `/admin/tool-servers/${id}/consent`, body: { tool: 'none', fingerprint: null } }),
    by: 'administrator',
    shows: 'nothing',
    because: 'consents to a tool of somebody else; there is none',
  },
  'DELETE /admin/tool-servers/:id': {
    for: ({ id }) => ({ path: `/admin/tool-servers/${id}` }),
    by: 'administrator',
    shows: 'nothing',
    because: 'removes a server of somebody else; there is none',
  },
  'GET /admin/configuration': read('/admin/configuration', 'settings, secrets masked'),
  'GET /admin/connections': read('/admin/connections', 'what the server talks to'),
  'POST /admin/connections/:name/test': {
    for: () => ({ path: '/admin/connections/llm/test', body: {} }),
    by: 'administrator',
    shows: 'nothing',
    because: 'whether a provider answers',
  },
  'GET /admin/audit': { for: () => ({ path: '/admin/audit?limit=100' }), by: 'administrator', shows: 'canary' },
  'GET /admin/audit/export': {
    for: () => ({ path: '/admin/audit/export?format=csv' }),
    by: 'administrator',
    shows: 'canary',
  },

  'GET /api/analytics/overview': at('/api/analytics/overview', 'the caller’s own numbers, whoever asks'),
  'GET /api/analytics/progress': at('/api/analytics/progress', 'the caller’s own numbers'),
  'GET /api/analytics/trends': at('/api/analytics/trends', 'the caller’s own numbers'),
  'GET /api/analytics/recall': at('/api/analytics/recall', 'the caller’s own numbers'),
  'GET /api/analytics/hours': at('/api/analytics/hours', 'the caller’s own numbers'),
  'GET /api/analytics/topics': told(() => '/api/analytics/topics'),
  'GET /api/analytics/heatmap': at('/api/analytics/heatmap', 'the caller’s own numbers'),
  'GET /api/analytics/insights': at(
    '/api/analytics/insights',
    'the caller’s own; insights.test.ts gives somebody some',
  ),
  'PATCH /api/analytics/insights/:id': {
    for: ({ exchange }) => ({ path: `/api/analytics/insights/${exchange}`, body: { state: 'dismissed' } }),
    shows: 'nothing',
    because: 'the owner has none yet; insights.test.ts tells that nobody else’s can be dismissed',
  },
  'GET /api/analytics/report': at(
    '/api/analytics/report',
    'the caller’s own numbers of last week, when they were not here',
  ),
  'GET /api/analytics/export': told(() => '/api/analytics/export'),

  'GET /api/gdpr': at('/api/gdpr', 'what happens to the data of the one who asks: choices, dates and numbers'),
  'POST /api/upload/document': {
    for: ({ canary }) => ({
      path: '/api/upload/document',
      body: `another text of ${canary}`,
      headers: { 'content-type': 'text/plain' },
    }),
    shows: 'change',
  },
  'GET /api/documents': told(() => '/api/documents'),
  'GET /api/documents/:id': told(({ document }) => `/api/documents/${document}`),
  'GET /api/documents/:id/parts': told(({ document }) => `/api/documents/${document}/parts`),
  'POST /api/documents/:id/retry': {
    for: ({ document }) => ({ path: `/api/documents/${document}/retry`, body: {} }),
    shows: 'nothing',
    because: 'reads anew what could not be read; documents.test.ts tells that nobody else’s is',
  },
  'POST /api/documents/:id/cancel': {
    for: ({ document }) => ({ path: `/api/documents/${document}/cancel`, body: {} }),
    shows: 'nothing',
    because: 'stops reading; documents.test.ts tells that nobody else’s is stopped',
  },
  'POST /api/research': told(() => '/api/research', { query: 'secret sky plan', sources: ['memory', 'documents'] }),
  'GET /api/research/notes/:session_id': {
    for: (owner) => ({ path: `/api/research/notes/${session(owner)}` }),
    shows: 'nothing',
    because: 'the owner has looked nothing up; research.test.ts tells that nobody else’s pages are shown',
  },
  'POST /api/research/notes/:session_id/save': {
    for: (owner) => ({
      path: `/api/research/notes/${session(owner)}/save`,
      body: { urls: ['https://example.org/'] },
    }),
    shows: 'nothing',
    because: 'keeps only pages the session rests on; research.test.ts tells that nobody else’s are kept',
  },
  'DELETE /api/documents/:id': changes(({ document }) => `/api/documents/${document}`),
  'POST /api/upload/image': {
    for: ({ canary }) => ({
      path: `/api/upload/image?caption=${canary}`,
      body: 'no picture',
      headers: { 'content-type': 'image/png' },
    }),
    shows: 'nothing',
    because: 'what is sent here is no picture; pictures.test.ts tells that everybody has their own',
  },
  'GET /api/pictures': told(() => '/api/pictures'),
  'GET /api/pictures/:id': told(({ picture }) => `/api/pictures/${picture}`),
  'PATCH /api/pictures/:id': changes(
    ({ picture }) => `/api/pictures/${picture}`,
    () => ({ caption: 'It was never shown.' }),
  ),
  'POST /api/pictures/:id/look': {
    for: ({ picture }) => ({ path: `/api/pictures/${picture}/look`, body: {} }),
    shows: 'nothing',
    because: 'nobody looks at pictures here; pictures.test.ts tells that nobody else’s is looked at',
  },
  'DELETE /api/pictures/:id': changes(({ picture }) => `/api/pictures/${picture}`),
  'GET /api/files': at('/api/files', 'how much room the caller’s own take'),
  'GET /api/files/:id': told(({ secret }) => secret.download),

  'POST /api/gdpr/export': changes(
    () => '/api/gdpr/export',
    () => ({ format: 'json' }),
  ),
  'GET /api/gdpr/export/:id': {
    for: ({ exportId }) => ({ path: `/api/gdpr/export/${exportId}` }),
    shows: 'nothing',
    because: 'how far it is; the file itself is asked for at its download',
  },
  'GET /api/gdpr/export/:id/download': told(({ exportId }) => `/api/gdpr/export/${exportId}/download`),
  'POST /api/gdpr/import': changes(
    () => '/api/gdpr/import',
    () => ({ export_metadata: { format_version: 1 } }),
  ),
  'GET /api/gdpr/import/:id': {
    for: ({ exportId }) => ({ path: `/api/gdpr/import/${exportId}` }),
    shows: 'nothing',
    because: 'numbers of what was taken in',
  },
  'POST /api/gdpr/delete': changes(
    () => '/api/gdpr/delete',
    () => ({ confirm: true }),
  ),
  'POST /api/gdpr/delete/cancel': {
    for: () => ({ path: '/api/gdpr/delete/cancel', body: {} }),
    shows: 'nothing',
    because: 'keeps the account of the one who asks, and answers nothing',
  },
  'GET /legal/privacy': at('/legal/privacy', 'a legal page'),
  'GET /legal/terms': at('/legal/terms', 'a legal page'),
  'GET /legal/cookies': at('/legal/cookies', 'a legal page'),
  'GET /legal/all': at('/legal/all', 'the legal pages'),
  'GET /legal/legal.css': at('/legal/legal.css', 'how the legal pages look'),

  'POST /api/conversation': {
    for: (owner) => ({
      path: '/api/conversation',
      body: { text: 'What was my secret about the sky?', session_id: owner.session },
    }),
    shows: 'canary',
  },
  'PATCH /api/conversation/exchanges/:id': changes(
    ({ exchange }) => `/api/conversation/exchanges/${exchange}`,
    () => ({ user_text: 'It was never said.' }),
  ),
  'DELETE /api/conversation/exchanges/:id': changes(({ exchange }) => `/api/conversation/exchanges/${exchange}`),
  'POST /api/conversation/exchanges/:id/stop': {
    for: ({ exchange }) => ({ path: `/api/conversation/exchanges/${exchange}/stop`, body: {} }),
    shows: 'nothing',
    because: 'stops a reply that is being written; hostile.test.ts tells that nobody else’s is',
  },
  'GET /api/conversation/exchanges/:id/recording': told(
    ({ unheard }) => `/api/conversation/exchanges/${unheard}/recording`,
  ),
  'GET /api/conversation/exchanges/:id/speech': {
    for: ({ exchange }) => ({ path: `/api/conversation/exchanges/${exchange}/speech` }),
    shows: 'nothing',
    because: 'a link; what is heard under it is looked for at /api/speech/:id',
  },
  'GET /api/speech/:id': told(({ secret }) => secret.speech),
  'DELETE /api/voice/habits': at('/api/voice/habits', 'names nobody: everybody forgets their own'),
  'GET /api/voices': at('/api/voices', 'the voices of the server'),
  'GET /api/session/:session_id/history': told((owner) => `/api/session/${session(owner)}/history`),
  'GET /api/conversation/sessions': told(() => '/api/conversation/sessions'),
  'DELETE /api/conversation/sessions/:session_id': changes((owner) => `/api/conversation/sessions/${session(owner)}`),
  'POST /api/conversation/sessions/:session_id/end': told(
    (owner) => `/api/conversation/sessions/${session(owner)}/end`,
    {},
  ),
  'GET /api/conversation/sessions/:session_id/export': told(
    (owner) => `/api/conversation/sessions/${session(owner)}/export?format=json`,
  ),
  'GET /api/stats': at('/api/stats', 'numbers, and names of sessions, which anybody may call alike'),
  'POST /api/search': told(() => '/api/search', { query: 'secret sky', limit: 100 }),
  'POST /api/search/hybrid': told(() => '/api/search/hybrid', { query: 'secret sky', limit: 100 }),
  'POST /api/semantic-search': told(() => '/api/semantic-search', { query: 'secret sky', limit: 100 }),
  'GET /api/memories': told(() => '/api/memories'),
  'GET /api/memories/:id': told(({ memory }) => `/api/memories/${memory}`),
  'PATCH /api/memories/:id': changes(
    ({ memory }) => `/api/memories/${memory}`,
    () => ({ text: 'It was never so.' }),
  ),
  'DELETE /api/memories/:id': changes(({ memory }) => `/api/memories/${memory}`),
  'PUT /api/memories/sessions/:session_id': changes(
    (owner) => `/api/memories/sessions/${session(owner)}`,
    () => ({ paused: true }),
  ),
  'POST /api/analyses': changes(
    () => '/api/analyses',
    (owner) => ({ session_id: owner.session }),
  ),
  'GET /api/analyses': at(
    '/api/analyses',
    'ids, times and counts, and names of sessions, which anybody may call alike',
  ),
  'GET /api/analyses/:id': told(({ analysis }) => `/api/analyses/${analysis}`),
  'DELETE /api/analyses/:id': changes(({ analysis }) => `/api/analyses/${analysis}`),
  'GET /api/goals': told(() => '/api/goals'),
  'POST /api/goals': changes(
    () => '/api/goals',
    ({ concept }) => ({ kind: 'exchanges', title: 'More of that', target: 5, topic_id: concept }),
  ),
  'GET /api/goals/progress': told(() => '/api/goals/progress'),
  'GET /api/goals/suggestions': told(() => '/api/goals/suggestions'),
  'GET /api/goals/:id': told(({ goal }) => `/api/goals/${goal}`),
  'PATCH /api/goals/:id': changes(
    ({ goal }) => `/api/goals/${goal}`,
    () => ({ title: 'Something else', value: 3 }),
  ),
  'DELETE /api/goals/:id': changes(({ goal }) => `/api/goals/${goal}`),
  'GET /api/achievements': at('/api/achievements', 'the caller’s own numbers, whoever asks'),
  'GET /api/tools': at('/api/tools', 'what there is to be done besides speaking, and when the caller permits it'),
  'GET /api/streak': at('/api/streak', 'the caller’s own days, whoever asks'),
  'POST /api/feedback/explicit': changes(
    () => '/api/feedback/explicit',
    ({ exchange }) => ({ exchange_id: exchange, thumb: 'down', comment: 'It was never so.' }),
  ),
  'DELETE /api/feedback/explicit/:exchange_id': changes(({ exchange }) => `/api/feedback/explicit/${exchange}`),
  'POST /api/feedback/implicit': changes(
    () => '/api/feedback/implicit',
    ({ exchange }) => ({ exchange_id: exchange, kind: 'replay' }),
  ),
  'POST /api/feedback/correction': changes(
    () => '/api/feedback/correction',
    ({ exchange }) => ({ exchange_id: exchange, comment: 'It was never meant.' }),
  ),
  'POST /api/feedback/batch': changes(
    () => '/api/feedback/batch',
    ({ exchange }) => ({ feedback: [{ type: 'implicit', exchange_id: exchange, kind: 'skip' }] }),
  ),
  'GET /api/feedback/summary/:session_id': told((owner) => `/api/feedback/summary/${session(owner)}`),
  'GET /api/preferences': at('/api/preferences', 'numbers about the one who asks'),
  'GET /api/preferences/:preference/evidence': at('/api/preferences/length/evidence', 'the caller’s own, whoever asks'),
  'PATCH /api/preferences/:preference': changes(
    () => '/api/preferences/length',
    () => ({ value: 1 }),
  ),
  'DELETE /api/preferences/:preference': changes(() => '/api/preferences/length'),
  'POST /api/preferences/experiments': changes(
    () => '/api/preferences/experiments',
    () => ({ preference: 'pace', toward: 0 }),
  ),
  'POST /api/preferences/experiments/:id/end': {
    for: () => ({ path: `/api/preferences/experiments/${crypto.randomUUID()}/end`, body: { keep: true } }),
    shows: 'nothing',
    because: 'decides about a week, which the owner has none of; preferences.test.ts tells that nobody else’s is ended',
  },
  'GET /api/patterns': at('/api/patterns', 'what recurs with the one who asks; preferences.test.ts tells of whom'),
  'GET /api/reviews/items': told(() => '/api/reviews/items'),
  'POST /api/reviews/items': changes(
    () => '/api/reviews/items',
    () => ({ concept: 'Mine', prompts: [{ text: 'What is mine?' }], points: [{ text: 'This is' }] }),
  ),
  'POST /api/reviews/items/decide': changes(
    () => '/api/reviews/items/decide',
    ({ item }) => ({ ids: [item], state: 'dropped' }),
  ),
  'GET /api/reviews/items/:id': told(({ item }) => `/api/reviews/items/${item}`),
  'GET /api/reviews/items/:id/history': at(
    `/api/reviews/items/${crypto.randomUUID()}/history`,
    'numbers without words; the owner has reviewed nothing',
  ),
  'PATCH /api/reviews/items/:id': changes(
    ({ item }) => `/api/reviews/items/${item}`,
    () => ({ concept: 'Something else', state: 'dropped' }),
  ),
  'DELETE /api/reviews/items/:id': changes(({ item }) => `/api/reviews/items/${item}`),
  'POST /api/reviews/import': at('/api/reviews/import', 'brings something to the caller, whoever asks'),
  'GET /api/reviews/export': at(
    '/api/reviews/export',
    'a packed file of the caller’s own, in which nothing can be read',
  ),
  'GET /api/reviews/decks': told(() => '/api/reviews/decks'),
  'GET /api/reviews/due': told(() => '/api/reviews/due'),
  'GET /api/reviews/counts': at('/api/reviews/counts', 'counts of the one who asks'),
  'GET /api/reviews/forecast': at('/api/reviews/forecast', 'counts of the one who asks'),
  'GET /api/reviews/mastery': told(() => '/api/reviews/mastery'),
  'POST /api/reviews/taken': changes(
    () => '/api/reviews/taken',
    ({ prompt }) => ({
      reviews: [{ id: crypto.randomUUID(), prompt_id: prompt, rating: 3, at: '2026-01-01T00:00:00Z' }],
    }),
  ),
  'POST /api/reviews/sessions': changes(
    () => '/api/reviews/sessions',
    ({ session }) => ({ session_id: session }),
  ),
  'GET /api/reviews/sessions/open': told(() => '/api/reviews/sessions/open'),
  'GET /api/reviews/sessions/:id': told(({ review }) => `/api/reviews/sessions/${review}`),
  'POST /api/reviews/sessions/:id/answer': changes(
    ({ review }) => `/api/reviews/sessions/${review}/answer`,
    ({ prompt }) => ({ id: crypto.randomUUID(), prompt_id: prompt, text: 'It is blue.' }),
  ),
  'POST /api/reviews/sessions/:id/rate': changes(
    ({ review }) => `/api/reviews/sessions/${review}/rate`,
    ({ prompt }) => ({ id: crypto.randomUUID(), prompt_id: prompt, rating: 3 }),
  ),
  'POST /api/reviews/sessions/:id/command': changes(
    ({ review }) => `/api/reviews/sessions/${review}/command`,
    () => ({ command: 'stop' }),
  ),
  'GET /api/reviews/deadlines': told(() => '/api/reviews/deadlines'),
  'POST /api/reviews/deadlines': changes(
    () => '/api/reviews/deadlines',
    () => ({ name: 'Mine', day: '2100-01-01' }),
  ),
  'DELETE /api/reviews/deadlines/:id': changes(({ deadline }) => `/api/reviews/deadlines/${deadline}`),
  'GET /api/reviews/settings': at('/api/reviews/settings', 'numbers of the one who asks'),
  'PATCH /api/reviews/settings': changes(
    () => '/api/reviews/settings',
    () => ({ new_per_day: 7 }),
  ),
  'GET /api/reviews/parameters': at('/api/reviews/parameters', 'numbers of the one who asks'),
  'POST /api/reviews/parameters/fit': {
    for: () => ({ path: '/api/reviews/parameters/fit', body: {} }),
    shows: 'nothing',
    because: 'has one’s own schedule fitted, and answers nothing',
  },
  'DELETE /api/reviews/parameters': at('/api/reviews/parameters', 'puts the usual numbers in the place of one’s own'),
  'GET /api/graph/overview': told(() => '/api/graph/overview'),
  'GET /api/graph/concepts': told(() => '/api/graph/concepts'),
  'GET /api/graph/concepts/:id': told(({ concept }) => `/api/graph/concepts/${concept}`),
  'PATCH /api/graph/concepts/:id': changes(
    ({ concept }) => `/api/graph/concepts/${concept}`,
    () => ({ name: 'Something else' }),
  ),
  'GET /api/graph/concepts/:id/neighbours': told(({ concept }) => `/api/graph/concepts/${concept}/neighbours`),
  'GET /api/graph/path': told(({ concept }) => `/api/graph/path?from=${concept}&to=${concept}`),
  'GET /api/graph/communities': told(() => '/api/graph/communities'),
  'GET /api/graph/growing': told(() => '/api/graph/growing'),
  'GET /api/graph/gaps': told(() => '/api/graph/gaps'),
  'POST /api/graph/rebuild': {
    for: () => ({ path: '/api/graph/rebuild', body: {} }),
    shows: 'nothing',
    because: 'has one’s own graph made anew, and answers nothing',
  },
  'GET /api/reminders': at('/api/reminders', 'kinds, dates and numbers of the one who asks'),
  'POST /api/reminders/seen': at('/api/reminders/seen', 'puts away what the one who asks was told'),
  'GET /api/reminders/settings': told(() => '/api/reminders/settings'),
  'PATCH /api/reminders/settings': changes(
    () => '/api/reminders/settings',
    () => ({ due: false }),
  ),
  'POST /api/reminders/devices': changes(
    () => '/api/reminders/devices',
    () => pushDevice(crypto.randomUUID()),
  ),
  'DELETE /api/reminders/devices/:id': changes(({ reminded }) => `/api/reminders/devices/${reminded}`),
  'POST /api/reminders/off': at('/api/reminders/off?token=due.x.y', 'opens by a signed link; reminders.test.ts tells'),
  'GET /api/reminders/off': at('/api/reminders/off?token=due.x.y', 'leads to the page behind such a link'),
  'GET /api/phone': at('/api/phone', 'settings and last digits of the one who asks'),
  'GET /api/phone/calls': at('/api/phone/calls', 'calls of the one who asks; callers.test.ts tells'),
  'POST /api/phone/numbers': changes(
    () => '/api/phone/numbers',
    () => ({ number: phoneNumber(), way: 'call-us' }),
  ),
  'POST /api/phone/numbers/:id/code': {
    for: ({ phone }) => ({ path: `/api/phone/numbers/${phone}/code`, body: { code: '123456' } }),
    shows: 'nothing',
    because: 'a code that was shown proves nothing here, not even for its owner',
  },
  'DELETE /api/phone/numbers/:id': changes(({ phone }) => `/api/phone/numbers/${phone}`),
  'PUT /api/phone/pin': changes(
    () => '/api/phone/pin',
    ({ secret }) => ({ pin: '739184', current_password: secret.password }),
  ),
  'DELETE /api/phone/pin': at('/api/phone/pin', 'removes one’s own; the owner has none'),
  'PATCH /api/phone/call-back': changes(
    () => '/api/phone/call-back',
    () => ({ days: [2] }),
  ),
  'GET /api/similar/:id': told(({ exchange }) => `/api/similar/${exchange}`),
  'GET /api/search/ideas': told(() => '/api/search/ideas'),
  'POST /api/search/recent': changes(
    () => '/api/search/recent',
    () => ({ query: 'something else' }),
  ),
  'DELETE /api/search/recent': changes(() => '/api/search/recent'),
  'GET /api/search/status': at('/api/search/status', 'counts of the one who asks'),
  // Frames are sent through it; see sockets.ts.
  'GET /ws/:session_id': told((owner) => `/ws/${session(owner)}`),
}

// The files of the web app, whatever they are called in this build.
const FILE = /^GET \/(?:assets\/\*|[\w-]+\.(?:png|svg|html|js|webmanifest|css|txt|ico)|\.vite\/manifest\.json)$/

/** How to ask a route, by its name (`GET /api/stats`); null: nobody has said how. */
export function aimOf(route: string): Aim | null {
  const aim = AIMS[route]
  if (aim) return aim
  return FILE.test(route) ? at(route.slice(4).replace('*', 'x.js'), 'a file of the web app') : null
}
