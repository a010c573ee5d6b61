import type { TurnEvent } from '@lva/contracts/conversation'

/** A turn that is answered as a stream of events. */
export interface TurnStream {
  status: number
  headers: Headers
  /** The next event; null after the last. */
  next(): Promise<TurnEvent | null>
  /** Every event that is still to come. */
  rest(): Promise<TurnEvent[]>
  /** The body of an answer that is no stream. */
  text(): Promise<string>
  hangUp(): void
}

/** Posts a turn and reads its events from the wire (WHATWG HTML, server-sent events; comments are skipped). */
export async function eventsOf(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
  method = 'POST',
): Promise<TurnStream> {
  const hangUp = new AbortController()
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
    signal: hangUp.signal,
  })
  const events = eventsIn<TurnEvent>(response)
  const next = async () => (await events.next()).value ?? null
  return {
    status: response.status,
    headers: response.headers,
    next,
    async rest() {
      const all: TurnEvent[] = []
      for await (const event of events) all.push(event)
      return all
    },
    text: () => response.text(),
    hangUp: () => hangUp.abort(),
  }
}

/** The events of an answer, as they come. */
export async function* eventsIn<Event>(response: Response): AsyncGenerator<Event, null> {
  const decoder = new TextDecoder()
  let held = ''
  for await (const bytes of response.body ?? []) {
    held += decoder.decode(bytes, { stream: true })
    const frames = held.split('\n\n')
    held = frames.pop() ?? ''
    for (const frame of frames) {
      const event = /^event: (.*)$/m.exec(frame)?.[1]
      const data = /^data: (.*)$/m.exec(frame)?.[1]
      if (event && data) yield { type: event, ...JSON.parse(data) } as Event
    }
  }
  return null
}
