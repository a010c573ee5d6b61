import type { Specialist } from '@lva/contracts/analysis'
import type { Language } from '../language/stop-words.ts'

/** What an analysis says that is no quotation. */
interface Wording {
  /** Before a list of topics, and before the first quotations of each kind. */
  opens: Record<Exclude<Specialist, 'concepts'>, string>
  and: string
  quoted: (text: string) => string
  changed: (before: string, now: string) => string
  due: (name: string, count: number) => string
  gap: Record<'little-said' | 'no-links', (name: string) => string>
  beside: (name: string, near: string) => string
}

const EN: Wording = {
  opens: {
    topics: 'You spoke of',
    'open-questions': 'Still open:',
    decisions: 'You decided:',
    'action-items': 'To do:',
    changes: 'You see it otherwise now:',
    'explore-next': 'Next:',
  },
  and: 'and',
  quoted: (text) => `“${text}”`,
  changed: (before, now) => `Before: “${before}” Now: “${now}”`,
  due: (name, count) => (count === 1 ? `${name}: one question is due` : `${name}: ${count} questions are due`),
  gap: {
    'little-said': (name) => `${name}: named again and again, little said about it`,
    'no-links': (name) => `${name}: not tied to anything yet`,
  },
  beside: (name, near) => `${name}: beside “${near}”, and not spoken of here`,
}

const DE: Wording = {
  opens: {
    topics: 'Es ging um',
    'open-questions': 'Noch offen:',
    decisions: 'Entschieden:',
    'action-items': 'Zu tun:',
    changes: 'Das siehst du jetzt anders:',
    'explore-next': 'Als Nächstes:',
  },
  and: 'und',
  quoted: (text) => `„${text}“`,
  changed: (before, now) => `Früher: „${before}“ Jetzt: „${now}“`,
  due: (name, count) => (count === 1 ? `${name}: eine Frage ist fällig` : `${name}: ${count} Fragen sind fällig`),
  gap: {
    'little-said': (name) => `${name}: oft genannt, wenig darüber gesagt`,
    'no-links': (name) => `${name}: noch mit nichts verbunden`,
  },
  beside: (name, near) => `${name}: neben „${near}“, hier nicht zur Sprache gekommen`,
}

const FR: Wording = {
  opens: {
    topics: 'Tu as parlé de',
    'open-questions': 'Encore ouvert :',
    decisions: 'Décidé :',
    'action-items': 'À faire :',
    changes: 'Tu le vois autrement :',
    'explore-next': 'Ensuite :',
  },
  and: 'et',
  quoted: (text) => `« ${text} »`,
  changed: (before, now) => `Avant : « ${before} » Maintenant : « ${now} »`,
  due: (name, count) => (count === 1 ? `${name} : une question est due` : `${name} : ${count} questions sont dues`),
  gap: {
    'little-said': (name) => `${name} : souvent nommé, peu expliqué`,
    'no-links': (name) => `${name} : encore lié à rien`,
  },
  beside: (name, near) => `${name} : à côté de « ${near} », pas abordé ici`,
}

const ES: Wording = {
  opens: {
    topics: 'Hablaste de',
    'open-questions': 'Queda abierto:',
    decisions: 'Decidido:',
    'action-items': 'Por hacer:',
    changes: 'Ahora lo ves de otro modo:',
    'explore-next': 'Después:',
  },
  and: 'y',
  quoted: (text) => `«${text}»`,
  changed: (before, now) => `Antes: «${before}» Ahora: «${now}»`,
  due: (name, count) => (count === 1 ? `${name}: toca una pregunta` : `${name}: tocan ${count} preguntas`),
  gap: {
    'little-said': (name) => `${name}: nombrado a menudo, poco dicho`,
    'no-links': (name) => `${name}: aún sin relación con nada`,
  },
  beside: (name, near) => `${name}: junto a «${near}», aquí no se habló de ello`,
}

/** The words in one of the companion's own languages. */
export const wordingIn = (language: Language): Wording => ({ en: EN, de: DE, fr: FR, es: ES })[language]
