/** One verb of an answer, as a carrier reads it. */
export interface ReadVerb {
  name: string
  attributes: Record<string, string>
  verbs: ReadVerb[]
  text: string
}

const MEANS: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#9': '\t',
  '#10': '\n',
  '#13': '\r',
}

/** Reads TwiML as strictly as a carrier: what is no well-formed XML is an Error. Knows what answers are made of, and nothing else. */
export function readTwiml(xml: string): ReadVerb[] {
  let at = 0
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at} of ${xml}`)
  }
  const until = (mark: string): string => {
    const end = xml.indexOf(mark, at)
    if (end < 0) return fail(`no ${mark}`)
    const found = xml.slice(at, end)
    at = end + mark.length
    return found
  }
  const plain = (text: string): string => {
    if (/[<\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) fail('what XML cannot hold')
    return text.replaceAll(/&([^;]*);?/g, (_, name: string) => MEANS[name] ?? fail(`&${name};`))
  }

  function element(): ReadVerb {
    const head = until('>')
    const alone = head.endsWith('/')
    const [, name = fail('no name'), rest = ''] = /^([A-Za-z]+)(.*?)\/?$/s.exec(head) ?? []
    const attributes: Record<string, string> = {}
    const left = rest.replaceAll(/ ([a-z][A-Za-z]*)="([^"]*)"/g, (_, key: string, value: string) => {
      attributes[key] = plain(value)
      return ''
    })
    if (left.trim()) fail(`${left} is no attribute`)
    const verb: ReadVerb = { name, attributes, verbs: [], text: '' }
    while (!alone) {
      verb.text += plain(until('<'))
      if (xml[at] !== '/') {
        verb.verbs.push(element())
        continue
      }
      at += 1
      if (until('>') !== name) fail(`${name} is not closed`)
      break
    }
    return verb
  }

  if (until('?>') !== '<?xml version="1.0" encoding="UTF-8"' || until('<') !== '') fail('no XML')
  const response = element()
  if (response.name !== 'Response' || at !== xml.length) fail('no response')
  return response.verbs
}
