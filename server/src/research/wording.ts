import { inLanguageOf } from '../language/tags.ts'

/** Why a source did not answer. */
export type Silence = 'unavailable' | 'rate-limited' | 'unusable' | 'late' | 'busy' | 'off' | 'no-words'

/** What is said about looking things up, in one language. `names` are names of sources, such as "Wikipedia and arXiv". */
interface Wording {
  off: string
  what: string
  /** The learner's hour or day is used up, in minutes or hours until it is not. */
  tooMany(most: number, per: 'hour' | 'day', wait: { minutes: number }): string
  nothing(query: string): string
  /** Without its full stop. */
  silent(names: string, many: boolean): string
  nobody(silent: string): string
  notSetUp: string
  /** Nothing was found in what is the learner's own. */
  nothingOwn(query: string): string
  /** Those were not asked, because they were a moment ago. */
  notYet(names: string, many: boolean): string
  /** None of those that were named is set up, and others were asked. */
  instead(missing: string, asked: string): string
  /** A sentence of a paper in which its authors speak of themselves. */
  authors(sentence: string): string
  keptHere: string
  /** The two sentences before it give different figures; `silent`: what `silent` says, or nothing. */
  disagree(silent: string): string
  own: string
  why: Record<Silence, string>
  sources: Readonly<Record<string, string>>
}

const hoursOf = (minutes: number) => Math.ceil(minutes / 60)

const WORDING: Record<string, Wording> & { en: Wording } = {
  en: {
    off: 'Looking things up is switched off for you; you can switch it on under “You”, in “What the companion may do”.',
    what: 'What should I look up?',
    tooMany: (most, per, { minutes }) =>
      `You have looked up ${most} things this ${per}, which is as many as there are; ask again in ${minutes < 90 ? `${minutes} minutes` : `${hoursOf(minutes)} hours`}.`,
    nothing: (query) => `I looked and found nothing about “${query}”.`,
    nobody: (silent) => `I could not look that up: ${silent}. Ask me again in a while.`,
    silent: (names) => `${names} did not answer`,
    notSetUp: 'Nothing outside is set up to be searched here.',
    nothingOwn: (query) => `In what you told me or brought I found nothing about “${query}”.`,
    notYet: (names, many) =>
      `${names} ${many ? 'were' : 'was'} asked a moment ago, so I did not ask again; ask me once more in a few seconds.`,
    instead: (missing, asked) => `Not set up here: ${missing}; I asked ${asked}.`,
    authors: (sentence) => `The authors write: “${sentence}”`,
    keptHere: 'None of these words may leave this house, so nothing outside was asked.',
    disagree: (silent) => `The sources disagree${silent && ` and ${silent}`}.`,
    own: 'Among what you told me or brought:',
    why: {
      unavailable: 'It does not answer.',
      'rate-limited': 'It asks us to wait before we ask again.',
      unusable: 'It refuses to be asked at the moment.',
      late: 'It had not answered when its time was up.',
      busy: 'It was asked a moment ago, and its turn had not come.',
      off: 'It is not set up here.',
      'no-words': 'None of the words may leave this house.',
    },
    sources: {
      wikipedia: 'Wikipedia',
      arxiv: 'arXiv',
      web: 'the search of the web',
      memory: 'your conversations',
      documents: 'your documents',
    },
  },
  de: {
    off: 'Nachschlagen ist für dich ausgeschaltet; einschalten kannst du es unter „You“, bei „What the companion may do“.',
    what: 'Was soll ich nachschlagen?',
    tooMany: (most, per, { minutes }) =>
      `Du hast ${per === 'hour' ? 'in dieser Stunde' : 'an diesem Tag'} ${most} Dinge nachgeschlagen, mehr geht nicht; frag in ${minutes < 90 ? `${minutes} Minuten` : `${hoursOf(minutes)} Stunden`} wieder.`,
    nothing: (query) => `Ich habe nachgesehen und nichts zu „${query}“ gefunden.`,
    nobody: (silent) => `Das konnte ich nicht nachschlagen: ${silent}. Frag mich später noch einmal.`,
    silent: (names, many) => `${names} ${many ? 'haben' : 'hat'} nicht geantwortet`,
    notSetUp: 'Hier ist nichts eingerichtet, was draußen gesucht werden kann.',
    nothingOwn: (query) => `In dem, was du mir erzählt oder gebracht hast, habe ich nichts zu „${query}“ gefunden.`,
    notYet: (names, many) =>
      `${names} ${many ? 'wurden' : 'wurde'} eben erst gefragt, darum habe ich nicht noch einmal gefragt; frag mich in ein paar Sekunden wieder.`,
    instead: (missing, asked) => `Hier nicht eingerichtet: ${missing}; gefragt habe ich ${asked}.`,
    authors: (sentence) => `Die Verfasser schreiben: „${sentence}“`,
    keptHere: 'Keines dieser Wörter darf dieses Haus verlassen, darum wurde draußen niemand gefragt.',
    disagree: (silent) => `Die Quellen sind sich uneinig${silent && ` und ${silent}`}.`,
    own: 'In dem, was du mir erzählt oder gebracht hast:',
    why: {
      unavailable: 'Sie antwortet nicht.',
      'rate-limited': 'Sie bittet uns, mit der nächsten Frage zu warten.',
      unusable: 'Sie lehnt Fragen im Augenblick ab.',
      late: 'Sie hatte nicht geantwortet, als ihre Zeit um war.',
      busy: 'Sie wurde eben erst gefragt und war noch nicht wieder an der Reihe.',
      off: 'Sie ist hier nicht eingerichtet.',
      'no-words': 'Keines der Wörter darf dieses Haus verlassen.',
    },
    sources: {
      wikipedia: 'Wikipedia',
      arxiv: 'arXiv',
      web: 'die Websuche',
      memory: 'deine Gespräche',
      documents: 'deine Dokumente',
    },
  },
  fr: {
    off: 'La recherche est désactivée pour toi ; tu peux l’activer sous « You », dans « What the companion may do ».',
    what: 'Que dois-je chercher ?',
    tooMany: (most, per, { minutes }) =>
      `Tu as fait ${most} recherches ${per === 'hour' ? 'cette heure-ci' : 'aujourd’hui'}, c’est le maximum ; redemande dans ${minutes < 90 ? `${minutes} minutes` : `${hoursOf(minutes)} heures`}.`,
    nothing: (query) => `J’ai cherché et je n’ai rien trouvé sur « ${query} ».`,
    nobody: (silent) => `Je n’ai pas pu chercher cela : ${silent}. Redemande-moi un peu plus tard.`,
    silent: (names, many) => `${names} ${many ? 'n’ont' : 'n’a'} pas répondu`,
    notSetUp: 'Rien n’est configuré ici pour chercher à l’extérieur.',
    nothingOwn: (query) => `Dans ce que tu m’as dit ou apporté, je n’ai rien trouvé sur « ${query} ».`,
    notYet: (names, many) =>
      `${names} ${many ? 'viennent d’être interrogées' : 'vient d’être interrogée'}, donc je n’ai pas redemandé ; redemande-moi dans quelques secondes.`,
    instead: (missing, asked) => `Pas configuré ici : ${missing} ; j’ai interrogé ${asked}.`,
    authors: (sentence) => `Les auteurs écrivent : « ${sentence} »`,
    keptHere: 'Aucun de ces mots ne peut quitter cette maison, donc rien n’a été demandé à l’extérieur.',
    disagree: (silent) => `Les sources ne sont pas d’accord${silent && ` et ${silent}`}.`,
    own: 'Dans ce que tu m’as dit ou apporté :',
    why: {
      unavailable: 'Elle ne répond pas.',
      'rate-limited': 'Elle nous demande d’attendre.',
      unusable: 'Elle refuse les questions en ce moment.',
      late: 'Elle n’avait pas répondu à temps.',
      busy: 'Elle vient d’être interrogée, et son tour n’était pas revenu.',
      off: 'Elle n’est pas configurée ici.',
      'no-words': 'Aucun de ces mots ne peut quitter cette maison.',
    },
    sources: {
      wikipedia: 'Wikipédia',
      arxiv: 'arXiv',
      web: 'la recherche sur le web',
      memory: 'tes conversations',
      documents: 'tes documents',
    },
  },
  es: {
    off: 'Las búsquedas están desactivadas para ti; puedes activarlas en «You», en «What the companion may do».',
    what: '¿Qué debo buscar?',
    tooMany: (most, per, { minutes }) =>
      `Has hecho ${most} búsquedas ${per === 'hour' ? 'en esta hora' : 'en este día'}, que es el máximo; vuelve a preguntar en ${minutes < 90 ? `${minutes} minutos` : `${hoursOf(minutes)} horas`}.`,
    nothing: (query) => `He buscado y no he encontrado nada sobre «${query}».`,
    nobody: (silent) => `No he podido buscarlo: ${silent}. Pregúntame de nuevo dentro de un rato.`,
    silent: (names, many) => `${names} no ${many ? 'han' : 'ha'} respondido`,
    notSetUp: 'Aquí no hay nada configurado para buscar fuera.',
    nothingOwn: (query) => `En lo que me contaste o trajiste no he encontrado nada sobre «${query}».`,
    notYet: (names, many) =>
      `A ${names} se ${many ? 'les' : 'le'} preguntó hace un momento, así que no he vuelto a preguntar; pregúntame de nuevo en unos segundos.`,
    instead: (missing, asked) => `No está configurado aquí: ${missing}; he preguntado a ${asked}.`,
    authors: (sentence) => `Los autores escriben: «${sentence}»`,
    keptHere: 'Ninguna de estas palabras puede salir de esta casa, así que no se preguntó fuera.',
    disagree: (silent) => `Las fuentes no coinciden${silent && ` y ${silent}`}.`,
    own: 'Entre lo que me contaste o trajiste:',
    why: {
      unavailable: 'No responde.',
      'rate-limited': 'Nos pide que esperemos.',
      unusable: 'Rechaza las preguntas en este momento.',
      late: 'No había respondido cuando se acabó su tiempo.',
      busy: 'Se le preguntó hace un momento, y aún no era su turno.',
      off: 'No está configurada aquí.',
      'no-words': 'Ninguna de las palabras puede salir de esta casa.',
    },
    sources: {
      wikipedia: 'Wikipedia',
      arxiv: 'arXiv',
      web: 'la búsqueda en la web',
      memory: 'tus conversaciones',
      documents: 'tus documentos',
    },
  },
}

/** What is said about looking things up in a language (BCP 47); English where there are no words. */
export const wordingIn = (language: string): Wording => inLanguageOf(language, WORDING)

/** Names of sources as they are said in a language, "Wikipedia and arXiv". What has no name of its own is a search of the web. */
export function namesIn(language: string, sources: readonly string[]): string {
  const { sources: named } = wordingIn(language)
  const names = sources.map((source) => (Object.hasOwn(named, source) ? named[source] : null) ?? named.web ?? source)
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(new Set(names))
}

/** That these did not answer, in the middle of a sentence; empty where all did. */
export function silenceOf(language: string, sources: readonly string[]): string {
  const names = new Set(sources)
  return names.size > 0 ? wordingIn(language).silent(namesIn(language, sources), names.size > 1) : ''
}

/** The same as a sentence; null where all did. */
export function silenceSentence(language: string, sources: readonly string[]): string | null {
  const silence = silenceOf(language, sources)
  return silence ? `${silence.charAt(0).toLocaleUpperCase(language)}${silence.slice(1)}.` : null
}

/** What a model is told about a look-up besides what was found. All of it is data. */
export function researchRules({
  query,
  silent,
  ordered,
  instead,
}: {
  query: string
  silent: string
  ordered: boolean
  instead: string | null
}): string {
  return [
    `The learner asked to have something looked up. It was looked up by the words "${query}", and what was found stands in the passages of kind "a page of the web".`,
    'Answer from these passages in at most three short sentences that sound right when spoken, and put behind each sentence the mark of the passage it rests on, as [w1].',
    'Where passages disagree, say who says what. Where none of them answers what was asked, say that plainly and say what is missing; add nothing from elsewhere.',
    silent ? `These did not answer, and you say so at the end: ${silent}.` : '',
    instead ? `You begin by saying: ${instead}` : '',
    ordered ? 'Parts that gave orders to whoever reads them were left out of the passages.' : '',
  ]
    .filter(Boolean)
    .join(' ')
}
