import type { Specialist } from '@lva/contracts/analysis'
import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'
import { DENIES } from '../language/denying.ts'
import { isStopWord, type Language } from '../language/stop-words.ts'
import { sentencesOf } from '../language/words.ts'
import { wordingIn } from './wording.ts'

/** A statement that was kept. */
export interface Kept {
  specialist: Specialist
  text: string
  quote: string
}

const SAID_OF_EACH = 2
const TOPICS_SAID = 3
const SYNTHESIS_MAX = 1_200
const TOLD = ['open-questions', 'decisions', 'action-items', 'changes', 'explore-next'] as const

/** A paragraph made of kept statements and nothing else. Empty when nothing was kept. */
export function composed(kept: readonly Kept[], language: Language): string {
  const words = wordingIn(language)
  const of = (name: Specialist) => kept.filter(({ specialist }) => specialist === name).map(({ text }) => text)
  const topics = of('topics').slice(0, TOPICS_SAID)
  const [last, ...others] = topics.toReversed()
  const spoken = others.length > 0 ? `${others.reverse().join(', ')} ${words.and} ${last}` : last
  const parts = TOLD.flatMap((name) => {
    const some = of(name).slice(0, SAID_OF_EACH)
    return some.length > 0 ? [`${words.opens[name]} ${some.map(words.quoted).join(' ')}`] : []
  })
  const all = [...(spoken ? [`${words.opens.topics} ${spoken}.`] : []), ...parts]
  return fitting(all).join(' ')
}

function fitting(parts: readonly string[]): string[] {
  let used = 0
  return parts.filter((part) => {
    used += part.length + 1
    return used <= SYNTHESIS_MAX
  })
}

/** Words a sentence about each kind of thing may be put together with that no statement has to hold. */
const JOINING: Record<Specialist, string> = {
  topics:
    'spoke speak talked talk discussed about topic topics sprach gesprochen thema themen parlé sujet sujets hablaste habló tema temas',
  concepts: 'explained explain explains said erklärt erklärte expliqué expliqua explicó explicaste',
  'open-questions': `asked ask question questions open remain remains wonder wondered still frage fragen offen gefragt question ouverte ouvertes demandé pregunta
    preguntas abierta abiertas preguntó`,
  decisions:
    'decided decide decision decisions chose settled entschieden entscheidung décidé décision choisi decidió decidiste decisión',
  'action-items':
    'need needs plan planned remember remind next todo step steps muss nächster geplant doit prévu falta pendiente',
  changes:
    'changed change view opinion before now thought think geändert früher jetzt changé avant maintenant cambió antes ahora',
  'explore-next': 'next explore explored could step steps nächstes ensuite explorer después explorar',
}
const COMMON =
  'session week conversation learner sitzung woche gespräch séance semaine conversation sesión semana conversación'
const stems = (text: string) => new Set(tokens(text).map(stem))

/**
 * What is left of a paragraph a model worded once it was held against the kept statements. A sentence stands when statements of one kind hold
 * every word and number of weight in it, and it denies nothing they do not; the words of a kind, such as "decided", are allowed with
 * statements of that kind only. Empty: nothing is left.
 */
export function heldToStatements(paragraph: string, kept: readonly Kept[]): { text: string; dropped: number } {
  const kinds = [...new Set(kept.map(({ specialist }) => specialist))].map((kind) => {
    const own = kept.filter(({ specialist }) => specialist === kind)
    const said = own.map(({ text, quote }) => `${text} ${quote}`).join(' ')
    return { known: stems(`${said} ${JOINING[kind]} ${COMMON}`), denies: tokens(said).some((word) => DENIES.has(word)) }
  })
  const sentences = sentencesOf(paragraph.slice(0, SYNTHESIS_MAX))
  const stands = (sentence: string) => {
    const words = tokens(sentence)
    const weighty = words.filter((word) => !isStopWord(word)).map(stem)
    const denies = words.some((word) => DENIES.has(word))
    return kinds.some((kind) => (kind.denies || !denies) && weighty.every((word) => kind.known.has(word)))
  }
  const standing = sentences.filter(stands)
  return { text: standing.join(' '), dropped: sentences.length - standing.length }
}
