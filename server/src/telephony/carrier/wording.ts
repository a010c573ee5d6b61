import { inLanguageOf } from '../../language/tags.ts'

/** What a call says by itself; everything else is said by the conversation, or by whoever knows the caller. */
export interface Wording {
  /** Nothing was understood. */
  again: string
  /** The answer takes a while. */
  thinking: string
  /** Nobody can answer, and the words are kept. */
  kept: string
  /** Something is broken, and the words are not kept. */
  trouble: string
  /** Nothing works: a message may be left. */
  message: string
  /** The message was taken. */
  taken: string
  /** The socket is gone, and the call goes on without it. */
  goOn: string
  goodbye: string
}

const WORDINGS: Record<string, Wording> & { en: Wording } = {
  en: {
    again: 'I did not catch that. Please say it again.',
    thinking: 'Let me think about that for a moment.',
    kept: 'I cannot answer just now. What you said is kept, and will be answered later.',
    trouble: 'Something went wrong here. Please say that again.',
    message: 'Something is not working here. Leave a message after the tone, and it will be kept for you.',
    taken: 'Your message is kept. Goodbye.',
    goOn: 'We were cut off for a moment. Please go on.',
    goodbye: 'Goodbye.',
  },
  de: {
    again: 'Das habe ich nicht verstanden. Sag es bitte noch einmal.',
    thinking: 'Einen Moment, ich denke darüber nach.',
    kept: 'Ich kann gerade nicht antworten. Was du gesagt hast, ist aufgehoben und wird später beantwortet.',
    trouble: 'Hier ist etwas schiefgegangen. Sag das bitte noch einmal.',
    message: 'Hier funktioniert etwas nicht. Sprich nach dem Ton, und es wird für dich aufgehoben.',
    taken: 'Deine Nachricht ist aufgehoben. Bis bald.',
    goOn: 'Wir waren kurz getrennt. Sprich bitte weiter.',
    goodbye: 'Bis bald.',
  },
  es: {
    again: 'No te he entendido. Dilo otra vez, por favor.',
    thinking: 'Déjame pensarlo un momento.',
    kept: 'Ahora no puedo responder. Lo que has dicho está guardado y tendrá respuesta más tarde.',
    trouble: 'Algo ha fallado aquí. Dilo otra vez, por favor.',
    message: 'Algo no funciona aquí. Deja un mensaje después del tono y quedará guardado.',
    taken: 'Tu mensaje está guardado. Hasta luego.',
    goOn: 'Se ha cortado un momento. Sigue, por favor.',
    goodbye: 'Hasta luego.',
  },
  fr: {
    again: "Je n'ai pas compris. Répète, s'il te plaît.",
    thinking: 'Laisse-moi y réfléchir un instant.',
    kept: 'Je ne peux pas répondre maintenant. Ce que tu as dit est gardé et recevra une réponse plus tard.',
    trouble: "Quelque chose n'a pas marché ici. Répète, s'il te plaît.",
    message: 'Quelque chose ne marche pas ici. Laisse un message après le signal, il sera gardé.',
    taken: 'Ton message est gardé. À bientôt.',
    goOn: "La ligne a été coupée un instant. Continue, s'il te plaît.",
    goodbye: 'À bientôt.',
  },
  ja: {
    again: '聞き取れませんでした。もう一度お願いします。',
    thinking: '少し考えさせてください。',
    kept: '今はお答えできません。お話は保存しました。あとでお答えします。',
    trouble: 'うまくいきませんでした。もう一度お願いします。',
    message: '今はうまく動いていません。発信音のあとにお話しください。保存しておきます。',
    taken: 'メッセージを保存しました。失礼します。',
    goOn: '少し途切れました。続けてください。',
    goodbye: '失礼します。',
  },
}

/** The wording of a language (BCP 47); English where there is none. */
export const wordingOf = (locale: string): Wording => inLanguageOf<Wording>(locale, WORDINGS)

const REGIONS: Record<string, string> = { en: 'en-US', de: 'de-DE', es: 'es-ES', fr: 'fr-FR', ja: 'ja-JP' }

/** A language as carriers name it: with a region. */
export const carriersLanguage = (locale: string): string => (locale.includes('-') ? locale : REGIONS[locale]) ?? 'en-US'
