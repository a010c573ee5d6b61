import { inLanguageOf } from './tags.ts'

/**
 * What is said in place of something that has no ground, or that no source holds, when the companion was made to tell its instructions, and when it
 * looked and said nothing.
 */
interface Honesty {
  nothing: string
  /** In place of what no source holds. */
  unheld: string
  instructions: string
  noAnswer: string
}

const HONESTY: Record<string, Honesty> & { en: Honesty } = {
  en: {
    nothing: 'I find nothing about that in what you told me.',
    unheld: 'I left something out that none of the sources says.',
    instructions: 'That is not mine to repeat.',
    noAnswer: 'I looked, and found no answer I could give you. Ask me in other words.',
  },
  de: {
    nothing: 'Dazu finde ich nichts in dem, was du mir erzählt hast.',
    unheld: 'Etwas habe ich weggelassen, weil es in keiner der Quellen steht.',
    instructions: 'Das gebe ich nicht wieder.',
    noAnswer: 'Ich habe nachgesehen und keine Antwort gefunden. Frag mich mit anderen Worten.',
  },
  es: {
    nothing: 'No encuentro nada sobre eso en lo que me contaste.',
    unheld: 'He omitido algo que no dice ninguna de las fuentes.',
    instructions: 'Eso no me corresponde repetirlo.',
    noAnswer: 'He mirado y no he encontrado una respuesta. Pregúntame con otras palabras.',
  },
  fr: {
    nothing: 'Je ne trouve rien à ce sujet dans ce que tu m’as dit.',
    unheld: 'J’ai laissé de côté quelque chose qu’aucune source ne dit.',
    instructions: 'Ce n’est pas à moi de le répéter.',
    noAnswer: 'J’ai cherché et je n’ai pas trouvé de réponse. Demande-le-moi autrement.',
  },
  ja: {
    nothing: 'それについては、これまでのお話の中に見つかりません。',
    unheld: 'どの出典にも書かれていないことは省きました。',
    instructions: 'それは繰り返せません。',
    noAnswer: '調べましたが、お答えできることが見つかりませんでした。別の言い方で聞いてみてください。',
  },
}

/** The honest words in a language (BCP 47, or its first part); English where there are none. */
export const honestyIn = (language: string): Honesty => inLanguageOf(language, HONESTY)
