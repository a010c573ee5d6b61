import type { ReplyMark } from '@lva/contracts/conversation'
import { honestyIn } from '../../language/honesty.ts'
import type { Language } from '../../language/stop-words.ts'
import { createMarkers, type Piece } from './markers.ts'
import { isDisclaimer, isFiller } from './past/asking.ts'
import { type Claim, claimIn, mayBegin, mayStillBegin } from './past/claims.ts'
import { type Alike, alikeOf } from './past/meaning.ts'
import { type Evidence, evidenceOf, type Ground, rests, type Said, said } from './past/support.ts'
import { endOf, SENTENCE_MAX, shownOfLink } from './shown.ts'

// Read off the labelled replies of bench/recall; see docs/decisions/2026-11-27-what-a-reply-may-say-about-the-past.md.
/** How much of a sentence must be said by what it rests on, whether it names that or not. */
const SUPPORTED = 0.5
/** Told words that are no more than praise ("you put that well"). */
const PRAISE = 1
const BY_WORDS = /[^\p{L}\p{N}'’-]|[\p{L}\p{N}'’-]+/gu
const ENDS = /[.!?…。！？\n]/
const isWord = (part: string) => /^[\p{L}\p{N}'’-]/u.test(part)
const NOTHING = alikeOf([])

/** What a reply may rest on. */
export interface Grounds {
  language: Language
  /** BCP 47, of what is said in place of a claim. */
  tongue: string
  /** What was just said to it, and the same as tokens. */
  question: string
  asked: Alike
  /** The learner asks about their own past, so that every answer needs a ground. */
  strict: boolean
  given: readonly Ground[]
  /** What was said in this conversation. */
  here: () => Evidence
  today: () => Ground['day']
  /** Links the learner wrote themselves. */
  links: (link: string) => boolean
  /** Whether the next words repeat the companion's instructions. */
  repeats: (text: string) => boolean
}

/**
 * Watches over a reply while it is being written, before anything of it is shown or spoken. Marks of citations come out as `used`; a
 * sentence that claims something about the learner's past and rests on nothing is replaced by an honest one; links and the companion's own
 * instructions are left out. Sentences of other kinds pass word by word. Works alike however the reply is cut.
 */
export function createGuardedReply(grounds: Grounds) {
  const markers = createMarkers(new Set(grounds.given.map(({ id }) => id)))
  const used = new Set<string>()
  const marks = new Set<ReplyMark>()
  const evidence = new Map<string, Evidence>()
  let here: Evidence | undefined
  const honest = honestyIn(grounds.tongue)
  let strict = grounds.strict
  let sentence = ''
  let shownTo = 0
  /** One of the words so far may begin a claim. */
  let watching = false
  /** So it did. A sentence in which none does claims nothing. */
  let begun = false
  /** The last word, as far as it is written, and as it was before this part. */
  let growing = ''
  let word = ''
  let mayEnd = false
  /** Where the sentence ends, once that is known; it may still be followed by marks. */
  let endsAt = 0
  let cites: string[] = []
  let cited = false
  let behindMark = false
  let confessed = false
  let stopped = false
  let space = ''
  /** The last character that was shown. */
  let last = ''
  let out = ''

  function show(text: string) {
    if (!text) return
    const words = text.trimEnd()
    if (words) put(/^[\s.,;:!?…)]/.test(words) ? words : space + words)
    if (words) space = ''
    const blank = text.slice(words.length)
    // A mark may follow, and the blank before it goes with it; behind a sentence or a clause it does no harm.
    if (blank && /[.!?…,;:]$/.test(last)) put(blank)
    else space = blank || space
  }

  /** No two blanks in a row, where a mark stood between them; and none at the beginning. */
  function put(text: string) {
    const shown = last === '' || /\s/.test(last) ? text.trimStart() : text
    out += shown
    last = shown.at(-1) ?? last
  }

  function read(piece: Piece) {
    if ('cites' in piece) {
      cited = true
      cites.push(...piece.cites)
      behindMark = true
      return
    }
    const text = 'link' in piece ? shownOfLink(piece.link, { links: grounds.links, marks }) : piece.text
    if (text === '') {
      behindMark = true
      return
    }
    // The blank before a mark belongs to it.
    if (behindMark && /^[\s.,;:!?…)]/.test(text)) sentence = sentence.trimEnd()
    behindMark = false
    shownTo = Math.min(shownTo, sentence.length)
    for (const part of text.match(BY_WORDS) ?? []) add(part)
  }

  /** Takes in a word with what stands around it, so that it makes no difference how the reply was cut. */
  function add(part: string) {
    if (endsAt > 0 && part.trim()) {
      // A dot with a letter behind it ended nothing.
      if (sentence.length > endsAt || cited || !/[.!?…]$/.test(sentence)) finish(endsAt)
      else endsAt = 0
    }
    sentence += part
    if (ENDS.test(part)) mayEnd = true
    const end = mayEnd || sentence.length > SENTENCE_MAX ? endOf(sentence) : 0
    if (end > 0 && sentence.slice(end).trim() === '' && sentence.length < SENTENCE_MAX) endsAt = end
    else if (end > 0) finish(end)
    else if (part.trim()) mayEnd = false
    reveal(part)
  }

  /** Shows of the sentence what can already be shown. */
  function reveal(part: string) {
    if (strict) return
    const grows = isWord(part)
    growing = grows ? growing + part : ''
    if (!grows && !watching) watching = mayBegin(word, grounds.language) || mayBegin(part, grounds.language)
    begun ||= watching
    word = growing
    // Until the word is whole there is nothing new to decide.
    if (grows && watching) return
    const to = shownUntil(grows)
    if (to <= shownTo) return
    show(sentence.slice(shownTo, to))
    shownTo = to
  }

  function shownUntil(grows: boolean): number {
    if (grows) return sentence.length - (mayStillBegin(growing, grounds.language) ? growing.length : 0)
    if (!watching) return sentence.length
    const { holdFrom } = claimIn(sentence, { language: grounds.language, whole: false })
    watching = holdFrom !== null
    return holdFrom ?? sentence.length
  }

  /** The sentence is whole. */
  function finish(end: number) {
    const whole = sentence.slice(0, end)
    const rest = sentence.slice(end)
    const left = whole.slice(shownTo)
    if (whole.trim()) judge(whole, left)
    const blank = rest.length - rest.trimStart().length
    if (blank) show(rest.slice(0, blank))
    sentence = rest.slice(blank)
    shownTo = 0
    watching = false
    begun = false
    mayEnd = false
    endsAt = 0
    cites = []
    cited = false
  }

  function judge(whole: string, left: string) {
    if (!begun && !cited && !strict) return show(left)
    const claim = claimIn(whole, { language: grounds.language, whole: true })
    if (!claim.about && !cited && !strict) return show(left)
    const sayings = said(whole, grounds.language)
    const named = [...new Set(cites)].filter((id) => grounds.given.some((ground) => ground.id === id))
    const needs = needsGround(whole, claim, sayings)
    const found = groundsOf(sayings, named, needs)
    if (needs && !found) return confess(left)
    for (const id of found ?? []) used.add(id)
    show(left)
    if (needs || isDisclaimer(whole)) strict = strict && (found?.length ?? 0) === 0 && !isDisclaimer(whole)
  }

  function needsGround(whole: string, claim: Claim, { meaning, quotes }: Said): boolean {
    if (claim.denies && !claim.about) return false
    const quoting = quotes.length > 0
    if (claim.about === 'told') return claim.dated || quoting || cited || strict || meaning.words.length > PRAISE
    if (claim.about === 'did' && (claim.dated || quoting || cited || strict)) return true
    return strict && !isDisclaimer(whole) && !isFiller(whole) && !/[?？]\s*$/.test(whole)
  }

  /** The passages a sentence rests on; empty: on this conversation; null: on nothing. */
  function groundsOf(sayings: Said, named: string[], needs: boolean): string[] | null {
    const how = { asked: grounds.asked, today: grounds.today() }
    if (named.length > 0 && rests(sayings, evidenceFor(named), how) >= SUPPORTED) return ownOf(sayings, named)
    if (!needs && !cited) return []
    const shares = grounds.given.map(({ id }) => ({ id, share: rests(sayings, evidenceFor([id]), how) }))
    const best = shares.reduce((one, other) => (other.share > one.share ? other : one), { id: '', share: 0 })
    if (best.share >= SUPPORTED) return [best.id]
    if (!needs) return null
    here ??= grounds.here()
    return rests(sayings, here, { ...how, asked: NOTHING }) >= SUPPORTED ? [] : null
  }

  /** Which of the passages it names a sentence uses. */
  function ownOf(sayings: Said, named: string[]): string[] {
    const how = { asked: grounds.asked, today: grounds.today() }
    const own = named.filter((id) => named.length === 1 || rests(withoutMust(sayings), evidenceFor([id]), how) > 0)
    return own.length > 0 ? own : named
  }

  function evidenceFor(ids: readonly string[]): Evidence {
    const key = ids.join(' ')
    const known = evidence.get(key)
    if (known) return known
    const named = grounds.given.filter(({ id }) => ids.includes(id))
    const around = grounds.given.filter(({ group }) => named.some((one) => one.group === group))
    const read = evidenceOf([...named, ...around], grounds.language)
    read.days = named.map(({ day }) => day)
    evidence.set(key, read)
    return read
  }

  function confess(left: string) {
    marks.add('ungrounded')
    const breaksOff = shownTo > 0
    if (!confessed) show(breaksOff ? `… ${honest.nothing}` : honest.nothing)
    else if (breaksOff) show('…')
    confessed = true
    strict = false
    // Kept apart from what comes next.
    if (left && !space) space = ' '
  }

  function flush(): string {
    const text = out
    out = ''
    if (!text || !grounds.repeats(text)) return text
    stopped = true
    marks.add('withheld')
    return ` ${honest.instructions}`
  }

  /** Shows what is left of the sentence, as one that is whole. */
  function close() {
    for (const piece of markers.end()) read(piece)
    if (endsAt > 0) finish(endsAt)
    if (sentence.trim()) finish(sentence.length)
  }

  return {
    used,
    marks,
    /** Shows a sentence that was judged elsewhere, behind what came so far. */
    judged(text: string): string {
      if (stopped) return ''
      close()
      show(text)
      return flush()
    },
    next(part: string): string {
      if (stopped) return ''
      for (const piece of markers.next(part)) read(piece)
      return flush()
    },
    /** What is left to show. `said` is what was shown already: a reply of which nothing could be shown says so. */
    end(said: string): string {
      if (stopped) return ''
      close()
      const rest = flush()
      return marks.size > 0 && !said.trim() && !rest.trim() ? honest.instructions : rest
    },
  }
}

/** Only what it says counts: which passages of several a sentence uses. */
function withoutMust(sayings: Said): Said {
  return {
    meaning: { ...sayings.meaning, numbers: new Set(), names: [], denied: new Set(sayings.meaning.words) },
    dates: [],
    quotes: [],
    opening: null,
  }
}
