/** One event of a `text/event-stream`. */
export type StreamEvent = { name: string; data: string }

/**
 * Reads server-sent events from bytes, however the network cut them. An unfinished last event is dropped, as the
 * specification wants (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export async function* eventStream(bytes: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let name = ''
  let data: string[] = []
  for await (const line of lines(bytes)) {
    if (line === '') {
      if (data.length > 0) yield { name: name || 'message', data: data.join('\n') }
      name = ''
      data = []
      continue
    }
    const { field, text } = parted(line)
    if (field === 'event') name = text
    if (field === 'data') data.push(text)
  }
}

/** The field and its text; a comment line has an empty field. */
function parted(line: string): { field: string; text: string } {
  const colon = line.indexOf(':')
  if (colon < 0) return { field: line, text: '' }
  return { field: line.slice(0, colon), text: line.slice(colon + 1).replace(/^ /, '') }
}

async function* lines(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = bytes.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      // A carriage return at the very end may be half of a line break.
      const whole = done || !rest.endsWith('\r') ? rest : rest.slice(0, -1)
      const found = whole.split(/\r\n|\n|\r/)
      rest = (found.pop() ?? '') + rest.slice(whole.length)
      yield* found
      if (done) return
    }
  } finally {
    // Somebody who stops reading must not keep the connection; a connection already broken is fine too.
    await reader.cancel().catch(() => undefined)
  }
}
