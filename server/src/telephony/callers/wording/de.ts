import type { Words } from './words.ts'

export const GERMAN: Words = {
  stranger:
    'Hallo. Diese Nummer gehört zu keinem Konto, deshalb kann ich den Anruf nicht annehmen. Du kannst sie in der Web-App unter Telefon verbinden. Auf Wiederhören.',
  unvouched:
    'Hallo. Das Netz bürgt nicht für deine Nummer, deshalb kann dieser Anruf sie nicht verbinden. Lass dich stattdessen aus der Web-App anrufen. Auf Wiederhören.',
  askCode: 'Hallo. Um diese Nummer zu verbinden, tippe den Code aus der Web-App und dann die Raute.',
  wrongCode: 'Das ist nicht der Code. Bitte versuch es noch einmal.',
  linked: 'Diese Nummer ist verbunden. Ruf wieder an, wann du magst. Auf Wiederhören.',
  taken: 'Dieser Code gilt nicht mehr. Hol dir in der Web-App einen neuen. Auf Wiederhören.',
  yourCode: (digits) =>
    `Hallo. Jemand, vermutlich du, will diese Nummer verbinden. Der Code ist ${digits}. Noch einmal: ${digits}. Wenn du es nicht warst, tu nichts. Auf Wiederhören.`,
  hello: (name) => (name ? `Hallo ${name}.` : 'Hallo.'),
  lastTime: (title) => `Letztes Mal ging es um ${title}.`,
  due: (count) => (count === 1 ? 'Eine Wiederholung ist fällig.' : `${count} Wiederholungen sind fällig.`),
  invitation: 'Was beschäftigt dich? Die Null hilft weiter.',
  onlyTakesDown: 'Hallo. Ich schreibe auf, was du sagst.',
  orPin: 'Für mehr tippe deine PIN und dann die Raute.',
  askPin: 'Tippe deine PIN und dann die Raute.',
  pinWrong: 'Das ist nicht die PIN. Versuch es noch einmal oder sprich einfach.',
  pinOver: 'Das ist nicht die PIN, und mehr Versuche gibt es jetzt nicht. Ich schreibe weiter auf, was du sagst.',
  needsPin:
    'Dafür muss ich wissen, dass du es bist. Tippe deine PIN und dann die Raute. Bis dahin schreibe ich auf, was du sagst.',
  calledBack:
    'Hallo. Du wolltest für deine Wiederholungen angerufen werden. Tippe deine PIN und dann die Raute, um zu beginnen. Mit der Neun rufe ich nicht mehr an.',
  toMachine:
    'Hallo. Das war ein Anruf, den du dir gewünscht hast. Ich versuche es später noch einmal. Auf Wiederhören.',
  noMoreCalls: 'Ich rufe dich nicht mehr an. In der Web-App kannst du das ändern. Auf Wiederhören.',
  nothingDue: 'Es ist nichts mehr fällig. Was beschäftigt dich?',
  help: 'Eins: Ich schreibe nur auf, was du sagst. Zwei: Wir sprechen. Drei: Wiederholen. Vier: Ich schicke dir eine Zusammenfassung. Fünf: Eine Aufnahme hinterlassen. Stern: Ich sage es noch einmal. Sag tschüss, um aufzuhören.',
  helpTransfer: 'Sechs: Mit einem Menschen sprechen.',
  helpAlone: 'Ich schreibe auf, was du sagst. Sag Aufnahme, um etwas aufzunehmen, und tschüss, um aufzuhören.',
  capturing: 'Ich schreibe auf, was du sagst, und antworte nicht. Mit der Zwei sprechen wir wieder.',
  conversing: 'Lass uns sprechen. Was beschäftigt dich?',
  kept: 'Notiert.',
  keptAlone: (count) =>
    count === 0
      ? ''
      : count === 1
        ? 'Was du gesagt hast, ist notiert.'
        : `${count} Dinge, die du gesagt hast, sind notiert.`,
  summaryComing: 'Nach dem Anruf schicke ich dir eine Zusammenfassung.',
  summaryOff: 'Ich kann dir keine Zusammenfassung schicken: Es ist nicht gezeigt, dass Post dich erreicht.',
  record: 'Sprich nach dem Ton. Die Raute beendet die Aufnahme.',
  transfer: 'Ich verbinde dich weiter.',
  noTransfer: 'Es gibt niemanden, mit dem ich dich verbinden könnte.',
  nothingToRepeat: 'Es gibt noch nichts zu wiederholen.',
  notHeard: 'Das habe ich nicht verstanden. Sag es bitte noch einmal.',
  silent: 'Ich bin da. Sag etwas, oder tippe die Null.',
  busy: 'Zwei Anrufe von dir laufen schon. Beende bitte zuerst einen. Auf Wiederhören.',
  spent:
    'Die Telefonminuten für heute sind aufgebraucht. Um Mitternacht UTC gibt es neue. Was du geschrieben und gesagt hast, ist sicher. Auf Wiederhören.',
  timeUp: 'Die Telefonminuten für heute sind aufgebraucht. Was du gesagt hast, ist notiert. Auf Wiederhören.',
  bye: 'Auf Wiederhören.',
}
