const MCP = 'server/src/mcp'
const SERVERS = 'server/src/tool-servers'
const PROGRAMS = 'server/test/mcp.test.ts'
const STRANGERS = `${SERVERS}/tool-servers.test.ts`

/** The Model Context Protocol: who may call our tools, and what tools of others may do here. */
export const MODEL_CONTEXT = [
  {
    name: 'mcp-takes-personal-tokens-only',
    file: `${MCP}/routes.ts`,
    from: "if (!isPersonal(bearerToken(request.headers) ?? ''))",
    to: 'if (!bearerToken(request.headers) && isPersonal(request.id))',
    test: PROGRAMS,
    title: 'is let in by a personal access token only, and never for a page of another origin',
  },
  {
    name: 'mcp-checks-origins',
    file: `${MCP}/routes.ts`,
    from: 'if (!mayConnect(request, settings))',
    to: 'if (!mayConnect(request, settings) && request.id === null)',
    test: PROGRAMS,
    title: 'is let in by a personal access token only, and never for a page of another origin',
  },
  {
    name: 'mcp-tools-keep-to-scopes',
    file: `${MCP}/mcp.ts`,
    from: "scope === 'read' || writes",
    to: "scope === 'read' || writes || true",
    test: PROGRAMS,
    title: 'sees and calls what reads when its token only reads, and nothing else',
  },
  {
    name: 'mcp-arguments-stay-in-their-place',
    file: `${MCP}/calling.ts`,
    from: 'encodeURIComponent(String(given[name]))',
    to: 'String(given[name])',
    test: PROGRAMS,
    title: 'reads in a sentence what a door refuses, and is led to nothing else',
  },
  {
    name: 'tools-of-others-need-consent',
    file: `${SERVERS}/served.ts`,
    from: "if (!consent) return 'waiting'",
    to: "if (!consent) return 'consented'",
    test: STRANGERS,
    title: 'are used tool by tool, as somebody consented to, and only to read',
  },
  {
    name: 'tools-that-write-are-never-offered',
    file: `${SERVERS}/served.ts`,
    from: "if (!reads) return 'writes'",
    to: '',
    test: STRANGERS,
    title: 'are used tool by tool, as somebody consented to, and only to read',
  },
  {
    name: 'changed-tools-are-not-called',
    file: `${SERVERS}/offering.ts`,
    from: 'now?.fingerprint === tool.fingerprint && now.reads',
    to: 'now !== undefined',
    test: STRANGERS,
    title: 'lose a consent for good when a tool becomes another, also while it is being used',
  },
  {
    name: 'lapsed-consents-stay-lapsed',
    file: `${SERVERS}/kept.ts`,
    from: '.set({ lapsed: 1 })',
    to: '.set({ lapsed: 0 })',
    test: STRANGERS,
    title: 'lose a consent for good when a tool becomes another, also while it is being used',
  },
  {
    name: 'own-words-only-to-tools',
    file: `${SERVERS}/leaving.ts`,
    from: "return query === '' ? undefined : query",
    to: 'return value',
    test: STRANGERS,
    title: 'get a learner’s own words and nothing else a model wrote',
  },
  {
    name: 'numbers-of-a-call-are-few',
    file: `${SERVERS}/leaving.ts`,
    from: 'if (!listed && Number.isInteger(value) && Math.abs(value) <= SMALL && left.numbers > 0) {',
    to: 'if (Number.isInteger(value) && Math.abs(value) <= SMALL) {',
    test: `${SERVERS}/leaving.test.ts`,
    title: 'a call has three numbers that nobody said, and no list of them',
  },
  {
    name: 'tool-servers-are-not-in-the-house',
    file: `${SERVERS}/asking.ts`,
    from: 'operators: false',
    to: 'operators: true',
    test: STRANGERS,
    title: 'are added where they may be reached, by a name of their own, and when they answer',
  },
  {
    name: 'answers-of-tools-are-bounded',
    file: `${SERVERS}/asking.ts`,
    from: ', maxBytes: ANSWER_BYTES_MAX }',
    to: ' }',
    test: STRANGERS,
    title: 'that are hostile cost a sentence and nothing more',
  },
]
