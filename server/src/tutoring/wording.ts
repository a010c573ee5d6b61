import { inLanguageOf } from '../language/tags.ts'

/** What a tutor says by itself, and what it is asked with. `{…}` is filled in. */
export interface Wording {
  /** How somebody asks to explain something, and to study something; what follows is what it is about. In lower case. */
  teach: string[]
  study: string[]
  /** Words somebody uses who wants to be told; with nothing else said it is no attempt. */
  wants: string[]
  announce: string
  begin: string[]
  curious: string[]
  map: string
  missing: string
  all: string
  misconception: string
  noMisconception: string
  ask: string
  unsure: string
  parts: string
  shape: string
  letters: string
  guess: string
  again: string
  recalled: string
  told: string
  toldAll: string
  stopped: string
}

const list = (words: string) => words.split(', ')

const ENGLISH: Wording = {
  teach: list(
    'let me teach you about, let me teach you, let me explain, i want to teach you about, i want to teach you, i want to explain, i would like to teach you about, i would like to explain, teach-back on, teach-back about, teach-back, teach back',
  ),
  study: list(
    "help me study, let's study, let us study, i want to study, i would like to study, study with me, study, let me try",
  ),
  wants: list(
    'just, please, tell, give, say, show, answer, the, me, it, i, you, know, want, need, now, come, on, can, will, must, have, to, a, is, what, my, time, no, already, number, hints, hint, for, and, of, that',
  ),
  announce:
    'Good. You are going to explain {concept} to me, as if I had never heard of it. Look at it again for as long as you like. When you are ready, begin.',
  begin: list('ready, i am ready, im ready, okay, ok, yes, go, start, lets go, lets start, begin'),
  curious: [
    'I think I follow so far. What else belongs to it?',
    'That is new to me. Why is that so, and what comes with it?',
    'Could you give me an example, or tell me the part that is still missing?',
  ],
  map: 'You covered {count} of {total}: {points}',
  missing: 'Not yet: {points}',
  all: 'That was all of it.',
  misconception: 'One thing is the other way round: “{point}”.',
  noMisconception: 'Nothing was the wrong way round.',
  ask: 'Try it by yourself first. {question}',
  unsure: 'I am not sure that I understood. Could you say it once more, in other words?',
  parts: 'It has {total} parts. Which of them comes to mind first? A guess is fine.',
  shape: 'One part goes like this, with the words left out: “{hint}”. What might they be?',
  letters: 'And with their first letters: “{hint}”.',
  guess: 'Make a guess, even a wild one. Then I will tell you all of it.',
  again: 'Once more: {question}',
  recalled: 'Yes, that is it: {points}',
  told: 'You had {count} of {total}. Missing was: {points}',
  toldAll: 'It goes like this: {points}',
  stopped: 'Fine, we leave it there. It comes back another time.',
}

const GERMAN: Wording = {
  teach: list(
    'lass mich dir erklären, lass mich erklären, ich möchte dir erklären, ich möchte erklären, ich will dir erklären, ich erkläre dir, ich bringe dir bei',
  ),
  study: list('lass uns lernen, hilf mir beim lernen von, ich möchte lernen, ich will lernen, üben wir, lerne mit mir'),
  wants: list(
    'bitte, sag, sags, gib, zeig, mir, es, die, antwort, einfach, jetzt, schon, ich, du, will, möchte, weiß, das, endlich, mal, keine, lösung, was, ist, komm',
  ),
  announce:
    'Gut. Du erklärst mir gleich {concept}, als hätte ich nie davon gehört. Sieh es dir in Ruhe noch einmal an. Wenn du so weit bist, fang an.',
  begin: list('bereit, ich bin bereit, ich bin so weit, okay, ok, ja, los, fangen wir an'),
  curious: [
    'Ich glaube, so weit komme ich mit. Was gehört noch dazu?',
    'Das ist mir neu. Warum ist das so, und was hängt daran?',
    'Kannst du mir ein Beispiel geben, oder den Teil nennen, der noch fehlt?',
  ],
  map: 'Du hattest {count} von {total}: {points}',
  missing: 'Noch nicht: {points}',
  all: 'Das war alles.',
  misconception: 'Eines ist andersherum: „{point}“.',
  noMisconception: 'Nichts war verkehrt herum.',
  ask: 'Versuch es zuerst selbst. {question}',
  unsure: 'Ich bin nicht sicher, ob ich dich verstanden habe. Sagst du es noch einmal mit anderen Worten?',
  parts: 'Es hat {total} Teile. Welcher fällt dir zuerst ein? Raten ist erlaubt.',
  shape: 'Ein Teil geht so, nur ohne die wichtigen Wörter: „{hint}“. Welche könnten es sein?',
  letters: 'Und mit ihren Anfangsbuchstaben: „{hint}“.',
  guess: 'Rate einfach, auch wild. Dann sage ich dir alles.',
  again: 'Noch einmal: {question}',
  recalled: 'Ja, genau: {points}',
  told: 'Du hattest {count} von {total}. Es fehlte: {points}',
  toldAll: 'Es ist so: {points}',
  stopped: 'Gut, wir lassen es dabei. Es kommt ein andermal wieder.',
}

const SPANISH: Wording = {
  teach: list(
    'déjame explicarte, déjame explicar, quiero explicarte, quiero explicar, quiero enseñarte, te explico, voy a explicarte',
  ),
  study: list('estudiemos, vamos a estudiar, quiero estudiar, ayúdame a estudiar, estudia conmigo'),
  wants: list(
    'por, favor, dime, dímelo, dame, di, la, respuesta, ya, lo, quiero, solo, sólo, ahora, tú, yo, es, qué, el, no, sé, venga, muéstrame',
  ),
  announce:
    'Bien. Vas a explicarme {concept} como si nunca hubiera oído hablar de ello. Míralo otra vez con calma. Cuando quieras, empieza.',
  begin: list('listo, lista, estoy listo, estoy lista, vale, sí, empecemos, vamos'),
  curious: [
    'Creo que te sigo. ¿Qué más hay?',
    'Eso es nuevo para mí. ¿Por qué es así y qué tiene que ver con lo demás?',
    '¿Me das un ejemplo, o me cuentas la parte que falta?',
  ],
  map: 'Has dicho {count} de {total}: {points}',
  missing: 'Todavía no: {points}',
  all: 'Eso era todo.',
  misconception: 'Una cosa es al revés: «{point}».',
  noMisconception: 'Nada estaba al revés.',
  ask: 'Inténtalo primero. {question}',
  unsure: 'No estoy seguro de haber entendido. ¿Lo dices otra vez con otras palabras?',
  parts: 'Tiene {total} partes. ¿Cuál te viene primero? Puedes adivinar.',
  shape: 'Una parte es así, sin las palabras importantes: «{hint}». ¿Cuáles serán?',
  letters: 'Y con sus primeras letras: «{hint}».',
  guess: 'Adivina, aunque no estés seguro. Luego te lo digo todo.',
  again: 'Otra vez: {question}',
  recalled: 'Sí, eso es: {points}',
  told: 'Tenías {count} de {total}. Faltaba: {points}',
  toldAll: 'Es así: {points}',
  stopped: 'De acuerdo, lo dejamos aquí. Volverá en otro momento.',
}

const FRENCH: Wording = {
  teach: list(
    "laisse-moi t'expliquer, laisse-moi expliquer, je veux t'expliquer, je veux expliquer, je vais t'expliquer, je t'explique, je voudrais t'expliquer",
  ),
  study: list('étudions, je veux étudier, je voudrais étudier, aide-moi à étudier, étudie avec moi, révisons'),
  wants: list(
    "s'il, te, plaît, dis, dis-le, dis-moi, donne, donne-moi, moi, la, le, réponse, juste, maintenant, je, tu, veux, c'est, quoi, allez, montre",
  ),
  announce:
    "Bien. Tu vas m'expliquer {concept} comme si je n'en avais jamais entendu parler. Revois-le tranquillement. Quand tu veux, commence.",
  begin: list("prêt, prête, je suis prêt, je suis prête, d'accord, oui, allons-y, on commence"),
  curious: [
    "Je crois que je te suis. Qu'y a-t-il d'autre ?",
    "C'est nouveau pour moi. Pourquoi est-ce ainsi, et qu'est-ce qui va avec ?",
    'Peux-tu me donner un exemple, ou la partie qui manque encore ?',
  ],
  map: 'Tu as dit {count} sur {total} : {points}',
  missing: 'Pas encore : {points}',
  all: "C'était tout.",
  misconception: 'Une chose est à l’inverse : « {point} ».',
  noMisconception: 'Rien n’était à l’envers.',
  ask: "Essaie d'abord. {question}",
  unsure: "Je ne suis pas sûr d'avoir compris. Peux-tu le redire autrement ?",
  parts: 'Il y a {total} parties. Laquelle te vient en premier ? Tu peux deviner.',
  shape: 'Une partie est ainsi, sans les mots importants : « {hint} ». Lesquels seraient-ce ?',
  letters: 'Et avec leurs premières lettres : « {hint} ».',
  guess: 'Devine, même au hasard. Ensuite je te dirai tout.',
  again: 'Encore une fois : {question}',
  recalled: "Oui, c'est ça : {points}",
  told: 'Tu avais {count} sur {total}. Il manquait : {points}',
  toldAll: "C'est ainsi : {points}",
  stopped: "D'accord, nous en restons là. Cela reviendra une autre fois.",
}

const JAPANESE: Wording = {
  teach: list('教えてあげる, 説明させて, 説明したい'),
  study: list('勉強しよう, 勉強したい, 勉強を手伝って'),
  wants: list('教, え, て, い, い, か, ら, 答, を, は, 何, で, す, 早, く'),
  announce:
    '{concept}を、まったく知らない人に話すように説明してください。もう一度ゆっくり見て、準備ができたら始めてください。',
  begin: list('準備できました, はい, 始めます, いいです'),
  curious: [
    'ここまでは分かりました。ほかには何がありますか。',
    '初めて聞きました。どうしてそうなるのですか。',
    '例を一つ、または足りない部分を教えてください。',
  ],
  map: '{total}のうち{count}が言えました：{points}',
  missing: 'まだなのは：{points}',
  all: 'これで全部です。',
  misconception: '反対だったところが一つあります：「{point}」。',
  noMisconception: '反対に言ったところはありませんでした。',
  ask: 'まず自分で考えてみてください。{question}',
  unsure: 'うまく聞き取れたか分かりません。別の言葉でもう一度お願いします。',
  parts: '{total}つの部分があります。最初に浮かぶのはどれですか。',
  shape: '一つはこうです。大事な言葉は抜いてあります：「{hint}」。',
  letters: '最初の文字を入れると：「{hint}」。',
  guess: '当てずっぽうでもかまいません。そのあとで全部お話しします。',
  again: 'もう一度：{question}',
  recalled: 'そのとおりです：{points}',
  told: '{total}のうち{count}が言えました。足りなかったのは：{points}',
  toldAll: 'こうです：{points}',
  stopped: '分かりました。また今度にしましょう。',
}

const WORDINGS: Record<string, Wording> & { en: Wording } = {
  en: ENGLISH,
  de: GERMAN,
  es: SPANISH,
  fr: FRENCH,
  ja: JAPANESE,
}

/** The words for a language (BCP 47); English where there are none. */
export const wordingIn = (locale: string): Wording => inLanguageOf(locale, WORDINGS)

/** Puts values into a text. */
export const filled = (text: string, values: Record<string, string | number>): string =>
  Object.entries(values).reduce((done, [name, value]) => done.replaceAll(`{${name}}`, () => String(value)), text)
