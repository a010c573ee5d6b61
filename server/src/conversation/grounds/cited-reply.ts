import { honestyIn } from '../../language/honesty.ts'
import { createGuardedReply, type Grounds } from './guarded-reply.ts'
import { createMarkers, type Piece } from './markers.ts'
import { createCiting, type OutsideGround, type Segment, type Verdict } from './pages/citing.ts'
import { endOf, SENTENCE_MAX, shownOfLink } from './shown.ts'

export type { OutsideGround } from './pages/citing.ts'

/** Stands for a source until its number is known: a character of private use for each. */
const FIRST = 0xe100
const PLACES = /[\ue100-\uf8ff]+/g
const ENDS = /[.!?…。！？\n]/
const BY_WORDS = /[^\p{L}\p{N}]|[\p{L}\p{N}]+/gu
/** The last signs of a sentence, which its numbers stand before; behind a quotation they stand behind. */
const CLOSING = '.!?…。！？,;:'

/**
 * Watches over a reply that leans on pages from outside. Each sentence is held until it is whole, and shown if a source holds it, with the
 * number of that source before its last sign (`Bees dance [1].`): the right one where the reply named a wrong one or none. What no source
 * holds is left out (`ungrounded`), which one sentence says once. What it says of the learner's own past is judged as in
 * {@link createGuardedReply}, which also keeps links and instructions back. Works alike however the reply is cut.
 *
 * `numbers`: the numbers of sources so far, by their ids, for a reply that goes on; it is added to, in the order of first use. `used` holds what is really cited,
 * `quotes` the sentences of a source that were leant on.
 */
export function createCitedReply(
  grounds: Grounds,
  outside: readonly OutsideGround[],
  numbers: Map<string, number> = new Map(),
) {
  const guard = createGuardedReply(grounds)
  const citing = createCiting(grounds, outside)
  const places = new Map(outside.map(({ id }, at) => [id, String.fromCharCode(FIRST + at)]))
  const markers = createMarkers(new Set([...places.keys(), ...grounds.given.map(({ id }) => id)]))
  const quotes = new Map<string, string>()
  const honest = honestyIn(grounds.tongue)
  /** The sentence so far, in the parts between its marks. */
  let segments: Array<{ text: string; cites: string[] }> = [{ text: '', cites: [] }]
  let names: Array<{ at: number; id: string }> = []
  let behindMark = false
  let confessed = false
  let last = ''

  const whole = () => segments.map(({ text }) => text).join('')

  function read(piece: Piece): string {
    if ('cites' in piece) {
      const segment = segments.at(-1)
      for (const id of piece.cites)
        if (places.has(id)) segment?.cites.push(id)
        else names.push({ at: whole().length, id })
      behindMark = true
      return ''
    }
    const text = (
      'link' in piece ? shownOfLink(piece.link, { links: grounds.links, marks: guard.marks }) : piece.text
    ).replace(PLACES, '')
    return (text.match(BY_WORDS) ?? []).map(add).join('')
  }

  /** Takes in a word, or one other sign, so that it makes no difference how the reply was cut. */
  function add(part: string): string {
    const shown = part.trim() ? finishBefore() : ''
    const segment = segments.at(-1)
    const belongs = behindMark && /^[\s.,;:!?…)]/.test(part)
    if (!segment || (segment.cites.length > 0 && !belongs)) segments.push({ text: part, cites: [] })
    // The blank before a mark belongs to it.
    else segment.text = belongs && part.trim() ? segment.text.trimEnd() + part : segment.text + part
    if (part.trim()) behindMark = false
    return shown
  }

  /** Where more comes behind the end of a sentence, that was its end. */
  function finishBefore(): string {
    const text = whole()
    if (!ENDS.test(text) && text.length <= SENTENCE_MAX) return ''
    const end = endOf(text)
    const isLast = text.slice(end).trim() === '' || text.length > SENTENCE_MAX
    return end > 0 && isLast && isOver(text, end) ? finish(end) : ''
  }

  /** A dot with a letter right behind it ended nothing. */
  const isOver = (text: string, end: number) => text.length > end || behindMark || !/[.!?…]$/.test(text)

  function finish(end: number): string {
    const text = whole()
    const rest = text.slice(end)
    const shown = text.trim() ? judge(partsOf(segments, end), text.slice(0, end)) : ''
    const blank = rest.length - rest.trimStart().length
    segments = [{ text: rest.slice(blank), cites: [] }]
    names = []
    behindMark = false
    return shown
  }

  /** The segments of the first sentence; signs and blanks belong to the words before them. */
  function partsOf(all: readonly Segment[], end: number): Segment[] {
    const parts: Array<{ text: string; cites: readonly string[] }> = []
    let from = 0
    for (const { text, cites } of all) {
      const own = text.slice(0, Math.max(0, end - from))
      from += text.length
      const before = parts.at(-1)
      if (before && !/[\p{L}\p{N}]/u.test(own)) {
        before.text += own
        before.cites = [...before.cites, ...cites]
      } else parts.push({ text: own, cites })
    }
    return parts
  }

  function judge(parts: readonly Segment[], sentence: string): string {
    const verdict = citing.judge(sentence.trim(), parts, { namesOwn: names.length > 0 })
    const gap = last === '' || /\s/.test(last) ? '' : ' '
    const newline = sentence.slice(sentence.trimEnd().length).includes('\n') ? '\n' : ''
    if (verdict.type === 'own') return put(guard.next(gap + named(sentence).trim() + newline) + guard.judged(''))
    if (verdict.type === 'unheld') return confess(gap)
    for (const { id, sentences } of verdict.type === 'cited' ? verdict.rests : []) {
      const more = sentences.filter((one) => !quotes.get(id)?.includes(one))
      if (more.length > 0) quotes.set(id, [quotes.get(id), ...more].filter(Boolean).join(' '))
    }
    return put(guard.judged(gap + withPlaces(parts, verdict).trim() + newline))
  }

  function withPlaces(parts: readonly Segment[], verdict: Verdict): string {
    return parts
      .map(({ text }, at) => {
        const cites = verdict.type === 'cited' ? (verdict.cites[at] ?? []) : []
        const marks = [...new Set(cites)].map((id) => places.get(id) ?? '').join('')
        return marks ? withMarks(text, marks) : text
      })
      .join('')
  }

  /** With the marks of the learner's own passages where they stood. */
  function named(sentence: string): string {
    let text = sentence
    for (const { at, id } of names.toReversed()) text = `${text.slice(0, at)} [${id}]${text.slice(at)}`
    return text
  }

  function confess(gap: string): string {
    guard.marks.add('ungrounded')
    if (confessed) return ''
    confessed = true
    return put(guard.judged(gap + honest.unheld))
  }

  /** Numbers in the order in which they are first seen. */
  function put(text: string): string {
    const shown = text.replace(PLACES, (marks) => {
      const ids = [...marks].flatMap((mark) => outside[mark.charCodeAt(0) - FIRST]?.id ?? [])
      return ` ${ids.map((id) => `[${numberOf(id)}]`).join('')}`
    })
    last = shown.slice(-1) || last
    return shown
  }

  function numberOf(id: string): number {
    guard.used.add(id)
    const number = numbers.get(id) ?? Math.max(0, ...numbers.values()) + 1
    numbers.set(id, number)
    return number
  }

  return {
    used: guard.used,
    marks: guard.marks,
    numbers: numbers as ReadonlyMap<string, number>,
    quotes: quotes as ReadonlyMap<string, string>,
    next(part: string): string {
      citing.prepare()
      return markers.next(part).map(read).join('')
    },
    /** What is left to show; see {@link createGuardedReply}. */
    end(said: string): string {
      const before = markers.end().map(read).join('')
      const text = whole()
      const rest = before + (text.trim() ? finish(text.length) : '')
      return rest + put(guard.end(said + rest))
    },
  }
}

function withMarks(text: string, marks: string): string {
  const said = text.trimEnd()
  let end = said.length
  while (end > 0 && CLOSING.includes(said.charAt(end - 1))) end -= 1
  return said.slice(0, end) + marks + said.slice(end) + (said.length < text.length ? ' ' : '')
}
