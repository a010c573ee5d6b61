import { ValidationBody } from '@lva/contracts/problem'
import type { App } from '../http/http.ts'
import { Problem } from '../problem.ts'
import { isRecord } from '../records.ts'
import type { McpTool, Place } from './tools.ts'

/** The most that is handed on of an answer, in UTF-16 units: what a program then gives to a model is read, and paid for. */
const ANSWER_MAX = 200_000

/** Who calls, as the request over MCP said it. */
export interface Caller {
  authorization: string
  address: string
  requestId: string
}

/** What came of a call: text for a model, and the same as data where there is any. A failure is a sentence. */
export type Called = {
  content: [{ type: 'text'; text: string }]
  structuredContent?: Record<string, unknown>
  isError?: true
}

type Arguments = Record<string, unknown>
type Doors = Pick<App, 'inject'>

/**
 * Carries a call out: the request it stands for goes through our own doors, with the caller's own token, so that scopes, owners, limits
 * and checks are those of the doors. Never rejects for what a door refuses; that is a sentence with `isError`.
 */
export async function callTool(
  { app, newId }: { app: Doors; newId: () => string },
  tool: McpTool,
  given: Arguments,
  caller: Caller,
): Promise<Called> {
  const stranger = Object.keys(given).find((name) => !tool.places.has(name))
  if (stranger !== undefined) return failed(`${tool.name} takes no argument "${stranger.slice(0, 100)}".`)
  const wanted = [...tool.places].find(([name, place]) => place === 'params' && !isWord(given[name]))
  if (wanted) return failed(`${wanted[0]}: This argument is required.`)
  const answer = await asked(app, caller, {
    ...{ method: tool.method, url: addressOf(tool, given) },
    body: hasBody(tool) ? { ...partOf(tool, given, 'body'), ...madeFor(tool, newId) } : undefined,
  })
  if (answer.statusCode >= 400) return failed(sentenceOf(answer.body))
  if (answer.body.length > ANSWER_MAX)
    return failed(`The answer has more than ${ANSWER_MAX} characters. Ask for less of it, for example with "limit".`)
  if (answer.body === '') return said('Done.')
  const data: unknown = JSON.parse(answer.body)
  return { ...said(answer.body), ...(isRecord(data) && { structuredContent: data }) }
}

/** Reads a page of ours as text, in the caller's name. Throws Problem with what the door said, and `too-large`. */
export async function readText(app: Doors, url: string, caller: Caller): Promise<string> {
  const { statusCode, body } = await asked(app, caller, { method: 'GET', url, body: undefined })
  if (statusCode >= 400) throw new Problem('bad-request', sentenceOf(body))
  if (body.length > ANSWER_MAX) throw new Problem('too-large', `This has more than ${ANSWER_MAX} characters.`)
  return body
}

function asked(
  app: Doors,
  { authorization, address, requestId }: Caller,
  { method, url, body }: { method: string; url: string; body: Arguments | undefined },
) {
  return app.inject({
    ...{ method: method as 'GET', url, remoteAddress: address },
    headers: { authorization, accept: 'application/json', 'x-request-id': requestId },
    ...(body && { payload: body }),
  })
}

function addressOf(tool: McpTool, given: Arguments): string {
  const path = tool.url.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(given[name])))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(partOf(tool, given, 'querystring')))
    if (value !== null && value !== undefined) query.set(name, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}

const partOf = ({ places }: McpTool, given: Arguments, place: Place): Arguments =>
  Object.fromEntries(Object.entries(given).filter(([name]) => places.get(name) === place))

const hasBody = ({ places }: McpTool) => [...places.values()].includes('body')
const madeFor = ({ made }: McpTool, newId: () => string): Arguments =>
  Object.fromEntries(made.map((name) => [name, newId()]))

// A path must not lead anywhere else: "..", and nothing at all, would.
const isWord = (value: unknown) => typeof value === 'string' && value.length <= 200 && !/^\.{0,2}$/.test(value)

/** What a door said, as one sentence or several. */
function sentenceOf(body: string): string {
  const answer = readJson(body)
  const { success, data } = ValidationBody.safeParse(answer)
  if (success)
    return data.detail.map(({ loc, msg }) => [loc.slice(1).join('.'), msg].filter(Boolean).join(': ')).join('\n')
  return isRecord(answer) && typeof answer.detail === 'string' ? answer.detail : 'This could not be done.'
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const said = (text: string): Called => ({ content: [{ type: 'text', text }] })
const failed = (sentence: string): Called => ({ ...said(sentence), isError: true })
