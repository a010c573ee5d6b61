import type { PromptKind } from '@lva/contracts/reviews'
import { inLanguageOf } from '../language/tags.ts'

type Asks = Record<PromptKind, readonly string[]>

/** What a review says in one language. `{}` is what it is about. */
interface Wording {
  asks: Asks
  begin(left: number): string
  next: string
  right: string
  partly: string
  wrong: string
  missing: string
  points: string
  byWords: string
  again: string
  /** Before and after a good answer is shown. */
  judge: readonly [before: string, after: string]
  comesBack(days: number): string
  hint: string
  noHint: string
  counted: string
  changed: string
  undone: string
  nothingToUndo: string
  nothingToChange: string
  skipped: string
  later: string
  unknown: string
  left(count: number): string
  end(recalled: number, asked: number): string
  stopped(left: number): string
  nothingDue(next: string | null): string
}

const ENGLISH: Wording = {
  asks: {
    recall: ['What do you remember about {}?', 'Tell me what you know about {}.', 'What is there to say about {}?'],
    application: [
      'Give an example of {}, and say what happens in it.',
      'Where does one meet {}, and what happens there?',
    ],
    why: ['Why is it so with {}? Give the reasons.', 'What are the reasons behind {}?'],
    'teach-back': ['Explain {} to somebody who has never heard of it.', 'Teach me {}, as if it were all new to me.'],
  },
  begin: (left) => (left === 1 ? 'One question.' : `${left} questions.`),
  next: 'Next:',
  right: 'That is all of it.',
  partly: 'Good.',
  wrong: 'Not yet.',
  missing: 'Still missing:',
  points: 'It was:',
  byWords: 'No model is answering, so only words were compared. Say “I was right” when they were misread.',
  again: 'That did not come through clearly. Please say it once more.',
  judge: ['I cannot tell from what I heard.', 'Did you have that? Say “I was right” or “I don’t know”.'],
  comesBack: (days) => (days === 1 ? 'It comes back tomorrow.' : `It comes back in ${days} days.`),
  hint: 'It begins:',
  noHint: 'There are no more hints. Say “I don’t know” to hear it.',
  counted: 'It counted as recalled.',
  changed: 'Changed.',
  undone: 'Taken back. Once more:',
  nothingToUndo: 'There is nothing to take back.',
  nothingToChange: 'No answer was graded yet.',
  skipped: 'Skipped; it stays due.',
  later: 'At the end, then.',
  unknown: 'That is fine.',
  left: (count) => (count === 1 ? 'This is the last one.' : `${count} are left, this one included.`),
  end: (recalled, asked) => (asked === 0 ? 'That was all.' : `That was all. ${recalled} of ${asked} recalled.`),
  stopped: (left) => (left === 0 ? 'Stopped here.' : `Stopped here. ${left} stay for another time.`),
  nothingDue: (next) => (next ? `Nothing is due now. The next one comes on ${next}.` : 'Nothing is due now.'),
}

const GERMAN: Wording = {
  asks: {
    recall: ['Was weißt du noch über {}?', 'Erzähl mir, was du über {} weißt.', 'Was gibt es zu {} zu sagen?'],
    application: [
      'Nenne ein Beispiel für {} und sag, was dabei geschieht.',
      'Wo begegnet einem {}, und was geschieht dort?',
    ],
    why: ['Warum ist das bei {} so? Nenne die Gründe.', 'Was sind die Gründe hinter {}?'],
    'teach-back': ['Erkläre {} jemandem, der noch nie davon gehört hat.', 'Bring mir {} bei, als wäre mir alles neu.'],
  },
  begin: (left) => (left === 1 ? 'Eine Frage.' : `${left} Fragen.`),
  next: 'Weiter:',
  right: 'Das ist alles.',
  partly: 'Gut.',
  wrong: 'Noch nicht.',
  missing: 'Es fehlt noch:',
  points: 'Es war:',
  byWords:
    'Es antwortet kein Modell, also wurden nur Wörter verglichen. Sag „ich hatte recht“, wenn sie falsch gelesen wurden.',
  again: 'Das kam nicht deutlich an. Bitte sag es noch einmal.',
  judge: [
    'Ich kann es aus dem Gehörten nicht erkennen.',
    'Hattest du das? Sag „ich hatte recht“ oder „weiß ich nicht“.',
  ],
  comesBack: (days) => (days === 1 ? 'Es kommt morgen wieder.' : `Es kommt in ${days} Tagen wieder.`),
  hint: 'Es beginnt so:',
  noHint: 'Mehr Hinweise gibt es nicht. Sag „weiß ich nicht“, um es zu hören.',
  counted: 'Es zählte schon als gewusst.',
  changed: 'Geändert.',
  undone: 'Zurückgenommen. Noch einmal:',
  nothingToUndo: 'Es gibt nichts zurückzunehmen.',
  nothingToChange: 'Noch wurde keine Antwort bewertet.',
  skipped: 'Übersprungen; es bleibt fällig.',
  later: 'Dann am Ende.',
  unknown: 'Kein Problem.',
  left: (count) => (count === 1 ? 'Das ist die letzte.' : `Noch ${count}, diese mitgezählt.`),
  end: (recalled, asked) => (asked === 0 ? 'Das war alles.' : `Das war alles. ${recalled} von ${asked} gewusst.`),
  stopped: (left) => (left === 0 ? 'Hier ist Schluss.' : `Hier ist Schluss. ${left} bleiben für ein andermal.`),
  nothingDue: (next) =>
    next ? `Gerade ist nichts fällig. Die nächste kommt am ${next}.` : 'Gerade ist nichts fällig.',
}

const SPANISH: Wording = {
  asks: {
    recall: ['¿Qué recuerdas de {}?', 'Cuéntame lo que sabes de {}.', '¿Qué hay que decir de {}?'],
    application: ['Da un ejemplo de {} y di qué ocurre en él.', '¿Dónde aparece {} y qué ocurre allí?'],
    why: ['¿Por qué es así con {}? Da las razones.', '¿Cuáles son las razones de {}?'],
    'teach-back': [
      'Explica {} a alguien que nunca ha oído hablar de ello.',
      'Enséñame {} como si todo fuera nuevo para mí.',
    ],
  },
  begin: (left) => (left === 1 ? 'Una pregunta.' : `${left} preguntas.`),
  next: 'Siguiente:',
  right: 'Eso es todo.',
  partly: 'Bien.',
  wrong: 'Todavía no.',
  missing: 'Falta todavía:',
  points: 'Era:',
  byWords: 'Ningún modelo responde, así que solo se compararon palabras. Di «tenía razón» cuando se leyeron mal.',
  again: 'No se entendió bien. Dilo otra vez, por favor.',
  judge: ['No puedo juzgarlo por lo que oí.', '¿Era eso? Di «tenía razón» o «no lo sé».'],
  comesBack: (days) => (days === 1 ? 'Vuelve mañana.' : `Vuelve en ${days} días.`),
  hint: 'Empieza así:',
  noHint: 'No hay más pistas. Di «no lo sé» para oírlo.',
  counted: 'Ya contaba como recordado.',
  changed: 'Cambiado.',
  undone: 'Retirado. Otra vez:',
  nothingToUndo: 'No hay nada que retirar.',
  nothingToChange: 'Todavía no se ha calificado ninguna respuesta.',
  skipped: 'Saltada; sigue pendiente.',
  later: 'Al final, entonces.',
  unknown: 'No pasa nada.',
  left: (count) => (count === 1 ? 'Esta es la última.' : `Quedan ${count}, con esta.`),
  end: (recalled, asked) => (asked === 0 ? 'Eso era todo.' : `Eso era todo. ${recalled} de ${asked} recordadas.`),
  stopped: (left) => (left === 0 ? 'Paramos aquí.' : `Paramos aquí. Quedan ${left} para otra vez.`),
  nothingDue: (next) =>
    next ? `Ahora no hay nada pendiente. La próxima llega el ${next}.` : 'Ahora no hay nada pendiente.',
}

const FRENCH: Wording = {
  asks: {
    recall: ['Que retenez-vous de {} ?', 'Racontez-moi ce que vous savez de {}.', 'Qu’y a-t-il à dire de {} ?'],
    application: ['Donnez un exemple de {} et dites ce qui s’y passe.', 'Où rencontre-t-on {} et que s’y passe-t-il ?'],
    why: ['Pourquoi en est-il ainsi de {} ? Donnez les raisons.', 'Quelles sont les raisons de {} ?'],
    'teach-back': [
      'Expliquez {} à quelqu’un qui n’en a jamais entendu parler.',
      'Apprenez-moi {} comme si tout était nouveau pour moi.',
    ],
  },
  begin: (left) => (left === 1 ? 'Une question.' : `${left} questions.`),
  next: 'La suivante :',
  right: 'Tout y est.',
  partly: 'Bien.',
  wrong: 'Pas encore.',
  missing: 'Il manque encore :',
  points: 'C’était :',
  byWords: 'Aucun modèle ne répond : seuls des mots ont été comparés. Dites « j’avais raison » s’ils ont été mal lus.',
  again: 'Ce n’était pas clair. Dites-le encore une fois, s’il vous plaît.',
  judge: [
    'Je ne peux pas en juger d’après ce que j’ai entendu.',
    'L’aviez-vous ? Dites « j’avais raison » ou « je ne sais pas ».',
  ],
  comesBack: (days) => (days === 1 ? 'Cela revient demain.' : `Cela revient dans ${days} jours.`),
  hint: 'Cela commence ainsi :',
  noHint: 'Il n’y a plus d’indice. Dites « je ne sais pas » pour l’entendre.',
  counted: 'Cela comptait déjà comme su.',
  changed: 'Modifié.',
  undone: 'Annulé. Encore une fois :',
  nothingToUndo: 'Il n’y a rien à annuler.',
  nothingToChange: 'Aucune réponse n’a encore été notée.',
  skipped: 'Passée ; elle reste à revoir.',
  later: 'À la fin, alors.',
  unknown: 'Ce n’est rien.',
  left: (count) => (count === 1 ? 'C’est la dernière.' : `Il en reste ${count}, celle-ci comprise.`),
  end: (recalled, asked) => (asked === 0 ? 'C’était tout.' : `C’était tout. ${recalled} sur ${asked} sues.`),
  stopped: (left) => (left === 0 ? 'On s’arrête ici.' : `On s’arrête ici. Il en reste ${left} pour une autre fois.`),
  nothingDue: (next) =>
    next ? `Rien à revoir maintenant. La prochaine vient le ${next}.` : 'Rien à revoir maintenant.',
}

const JAPANESE: Wording = {
  asks: {
    recall: [
      '{}について覚えていることは何ですか。',
      '{}について知っていることを話してください。',
      '{}について何が言えますか。',
    ],
    application: ['{}の例を挙げて、何が起こるか話してください。', '{}はどこで見られますか。そこで何が起こりますか。'],
    why: ['{}はなぜそうなのですか。理由を話してください。', '{}の理由は何ですか。'],
    'teach-back': ['{}を初めて聞く人に説明してください。', '{}をまったく知らない人に教えるように話してください。'],
  },
  begin: (left) => `${left}問です。`,
  next: '次です。',
  right: 'すべて言えました。',
  partly: 'よくできました。',
  wrong: 'まだのようです。',
  missing: '足りなかったのは、',
  points: '答えは、',
  byWords: 'モデルが応答しないため、言葉だけを比べました。違っていたら「合っていた」と言ってください。',
  again: 'はっきり聞き取れませんでした。もう一度お願いします。',
  judge: ['聞こえた言葉だけでは判断できません。', '合っていましたか。「合っていた」か「わからない」と言ってください。'],
  comesBack: (days) => (days === 1 ? '明日また出ます。' : `${days}日後にまた出ます。`),
  hint: '始まりは、',
  noHint: 'これ以上のヒントはありません。「わからない」と言うと答えを聞けます。',
  counted: 'すでに思い出せたと数えています。',
  changed: '変えました。',
  undone: '取り消しました。もう一度。',
  nothingToUndo: '取り消すものがありません。',
  nothingToChange: 'まだ採点された答えがありません。',
  skipped: 'とばしました。また出ます。',
  later: 'では、最後に。',
  unknown: '大丈夫です。',
  left: (count) => (count === 1 ? 'これが最後です。' : `これを入れて残り${count}問です。`),
  end: (recalled, asked) =>
    asked === 0 ? 'これで終わりです。' : `これで終わりです。${asked}問中${recalled}問思い出せました。`,
  stopped: (left) => (left === 0 ? 'ここまでにします。' : `ここまでにします。${left}問は次回に残ります。`),
  nothingDue: (next) => (next ? `今は復習するものがありません。次は${next}です。` : '今は復習するものがありません。'),
}

const WORDINGS: Record<string, Wording> & { en: Wording } = {
  en: ENGLISH,
  de: GERMAN,
  es: SPANISH,
  fr: FRENCH,
  ja: JAPANESE,
}

/** What a review says in a language (BCP 47, or its first part); English where there are no words. */
export const wordingIn = (language: string): Wording => inLanguageOf(language, WORDINGS)

/** A question about a concept, as it is written down. */
export function questionAbout(kind: PromptKind, concept: string, language: string): string {
  return (wordingIn(language).asks[kind][0] ?? '').replace('{}', concept)
}

/** The same question in other words each time, where it stands as it was written down; whatever a learner wrote is asked as it is. */
export function rephrased(
  { kind, text, concept }: { kind: PromptKind; text: string; concept: string },
  times: number,
): string {
  for (const { asks } of Object.values(WORDINGS)) {
    const ways = asks[kind].map((way) => way.replace('{}', concept))
    if (ways[0] === text) return ways[times % ways.length] ?? text
  }
  return text
}
