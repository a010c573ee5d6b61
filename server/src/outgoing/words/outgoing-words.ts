import { isNumber } from '../../language/numbers.ts'
import { isStopWord } from '../../language/stop-words.ts'
import { GENERAL } from './general-words.ts'
import { latest, plain, withoutAddresses, wordsIn } from './plain-words.ts'
import { privateIn } from './private-words.ts'
import { saidWords } from './said-words.ts'

/** No more words leave together, so that not much can be told by choosing them. */
const WORDS_MAX = 24
/** Of words that nobody said, even general ones. */
const GENERAL_MAX = 3
/** A word is no longer; what is, is a key, an address or nothing that is looked up. */
const WORD_MAX = 40

/** What of a query may leave the house. */
export interface Outgoing {
  /** Empty: nothing may. */
  query: string
  /** Words that were kept here, as they stood in the query. */
  dropped: string[]
}

/**
 * The words of a query that may leave the house: those the learner said in this conversation (`said`), in the spelling and the order they said
 * them in, and a few general words of research. So a page that makes a model ask for something can send out nothing it was not told aloud in this
 * very conversation. Never: e-mail addresses, links, long numbers, what looks like a key, and what follows "my password is", even where they were
 * said. Pure.
 */
export const outgoingWords = (query: string, said: readonly string[]): Outgoing => createOutgoingWords(said)(query)

/**
 * {@link outgoingWords} of several texts that leave together: what was said is read once, and over all of the texts each word leaves once and
 * the bounds on words hold.
 */
export function createOutgoingWords(said: readonly string[]): (text: string) => Outgoing {
  const words = saidWords(said)
  const kept = privateIn(latest(said))
  const used = { own: new Set<string>(), general: new Set<string>() }

  /** As what a word was said; undefined: it was not, or stays. */
  function ownForm(word: string, key: string, secret: ReadonlySet<string>): string | undefined {
    const stays = (one: string) => kept.has(one) || secret.has(one)
    if (word.length > WORD_MAX || stays(key)) return undefined
    const form = words.formOf(key)
    return form === undefined || stays(form) ? undefined : form
  }

  return (text) => {
    const secret = privateIn([text])
    const own = new Set<string>()
    const general = new Set<string>()
    const dropped: string[] = []
    for (const word of wordsIn(withoutAddresses(text, dropped))) {
      if (used.own.union(own).size + used.general.union(general).size >= WORDS_MAX) break
      const key = plain(word)
      const form = ownForm(word, key, secret)
      const isGeneral = GENERAL.has(key) && !kept.has(key) && !secret.has(key)
      if (form !== undefined) own.add(form)
      else if (isGeneral && used.general.union(general).add(key).size <= GENERAL_MAX) general.add(key)
      // The glue between words is missed by nobody.
      else if (!isStopWord(key) || isNumber(key)) dropped.push(word)
    }
    const fresh = { own: own.difference(used.own), general: general.difference(used.general) }
    const all = [...words.inOrder(fresh.own), ...[...fresh.general].sort()]
    if (all.every((word) => isStopWord(plain(word)))) return { query: '', dropped }
    used.own = used.own.union(own)
    used.general = used.general.union(general)
    return { query: all.join(' '), dropped }
  }
}
