import { inLanguageOf } from '../language/tags.ts'

/** A sentence by the plural of its number (CLDR); `other` for every one that has no form of its own. `{n}` is the number. */
export type Counted = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** What reminders say in one language. */
export interface Phrases {
  due: Counted
  dueText: string
  streak: Counted
  /** Nothing was done yet today: what keeps the streak, and what a freeze does. */
  streakText: string
  frozen: Counted
  week: string
  sessions: Counted
  minutes: Counted
  reviews: Counted
  recalled: string
  /** Ends a sentence. */
  end: string
  noMore: string
  noMoreMail: string
}

const ALL: Record<string, Phrases> & { en: Phrases } = {
  en: {
    due: { one: '{n} question is due', other: '{n} questions are due' },
    dueText: 'A few minutes now, and you keep them. You can stop anywhere.',
    streak: { one: 'Your streak: {n} day', other: 'Your streak: {n} days' },
    streakText: 'Nothing is said or reviewed yet today. One short turn keeps it.',
    frozen: {
      one: 'Nothing is said or reviewed yet today. Should it stay so, a freeze keeps your streak; {n} freeze is left this month.',
      other:
        'Nothing is said or reviewed yet today. Should it stay so, a freeze keeps your streak; {n} freezes are left this month.',
    },
    week: 'Your week',
    sessions: { one: '{n} session', other: '{n} sessions' },
    minutes: { one: '{n} minute', other: '{n} minutes' },
    reviews: { one: '{n} review', other: '{n} reviews' },
    recalled: '{n} of them recalled',
    end: '.',
    noMore: 'No more of these',
    noMoreMail: 'No more reminders by mail:',
  },
  de: {
    due: { one: '{n} Frage ist fällig', other: '{n} Fragen sind fällig' },
    dueText: 'Ein paar Minuten jetzt, und sie bleiben dir. Aufhören kannst du jederzeit.',
    streak: { one: 'Deine Serie: {n} Tag', other: 'Deine Serie: {n} Tage' },
    streakText: 'Heute wurde noch nichts gesagt oder wiederholt. Ein kurzer Satz erhält sie.',
    frozen: {
      one: 'Heute wurde noch nichts gesagt oder wiederholt. Bleibt es dabei, erhält eine Pause deine Serie; diesen Monat ist noch {n} übrig.',
      other:
        'Heute wurde noch nichts gesagt oder wiederholt. Bleibt es dabei, erhält eine Pause deine Serie; diesen Monat sind noch {n} übrig.',
    },
    week: 'Deine Woche',
    sessions: { one: '{n} Sitzung', other: '{n} Sitzungen' },
    minutes: { one: '{n} Minute', other: '{n} Minuten' },
    reviews: { one: '{n} Wiederholung', other: '{n} Wiederholungen' },
    recalled: 'davon {n} gewusst',
    end: '.',
    noMore: 'Nicht mehr erinnern',
    noMoreMail: 'Keine Erinnerungen mehr per Mail:',
  },
  es: {
    due: { one: '{n} pregunta pendiente', other: '{n} preguntas pendientes' },
    dueText: 'Unos minutos ahora y las recuerdas. Puedes parar cuando quieras.',
    streak: { one: 'Tu racha: {n} día', other: 'Tu racha: {n} días' },
    streakText: 'Hoy todavía no se ha dicho ni repasado nada. Un turno corto la mantiene.',
    frozen: {
      one: 'Hoy todavía no se ha dicho ni repasado nada. Si sigue así, una pausa mantiene tu racha; queda {n} este mes.',
      other:
        'Hoy todavía no se ha dicho ni repasado nada. Si sigue así, una pausa mantiene tu racha; quedan {n} este mes.',
    },
    week: 'Tu semana',
    sessions: { one: '{n} sesión', other: '{n} sesiones' },
    minutes: { one: '{n} minuto', other: '{n} minutos' },
    reviews: { one: '{n} repaso', other: '{n} repasos' },
    recalled: '{n} recordados',
    end: '.',
    noMore: 'No más recordatorios así',
    noMoreMail: 'No más recordatorios por correo:',
  },
  fr: {
    due: { one: '{n} question à revoir', other: '{n} questions à revoir' },
    dueText: 'Quelques minutes maintenant, et tu les gardes. Tu peux t’arrêter quand tu veux.',
    streak: { one: 'Ta série : {n} jour', other: 'Ta série : {n} jours' },
    streakText: 'Rien n’a encore été dit ni révisé aujourd’hui. Un court échange suffit à la garder.',
    frozen: {
      one: 'Rien n’a encore été dit ni révisé aujourd’hui. S’il en reste ainsi, une pause garde ta série ; il en reste {n} ce mois-ci.',
      other:
        'Rien n’a encore été dit ni révisé aujourd’hui. S’il en reste ainsi, une pause garde ta série ; il en reste {n} ce mois-ci.',
    },
    week: 'Ta semaine',
    sessions: { one: '{n} séance', other: '{n} séances' },
    minutes: { one: '{n} minute', other: '{n} minutes' },
    reviews: { one: '{n} révision', other: '{n} révisions' },
    recalled: 'dont {n} sues',
    end: '.',
    noMore: 'Plus de rappels de ce genre',
    noMoreMail: 'Plus de rappels par courriel :',
  },
  ja: {
    due: { other: '復習する質問が{n}問あります' },
    dueText: '今、数分で記憶に残せます。いつでもやめられます。',
    streak: { other: '連続{n}日' },
    streakText: '今日はまだ話していません。短い一言で続きます。',
    frozen: { other: '今日はまだ話していません。このままでも休みが連続記録を守ります。今月はあと{n}回です。' },
    week: '今週のまとめ',
    sessions: { other: '{n}回' },
    minutes: { other: '{n}分' },
    reviews: { other: '復習{n}件' },
    recalled: 'うち{n}件を思い出しました',
    end: '。',
    noMore: 'この通知を止める',
    noMoreMail: 'メールの通知を止める:',
  },
}

/** What reminders say in the language of a tag (BCP 47); English where there is nothing in it. */
export const phrasesIn = (locale: string): Phrases => inLanguageOf(locale, ALL)
