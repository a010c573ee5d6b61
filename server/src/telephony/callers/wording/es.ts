import type { Words } from './words.ts'

export const SPANISH: Words = {
  stranger:
    'Hola. Este número no está vinculado a ninguna cuenta, así que no puedo atender la llamada. Puedes vincularlo en la aplicación web, en Teléfono. Adiós.',
  unvouched:
    'Hola. La red no responde por tu número, así que esta llamada no puede vincularlo. Pide en la aplicación web que te llamemos. Adiós.',
  askCode: 'Hola. Para vincular este número, marca el código que muestra la aplicación web y después almohadilla.',
  wrongCode: 'Ese no es el código. Inténtalo otra vez.',
  linked: 'Este número está vinculado. Llama cuando quieras. Adiós.',
  taken: 'Este código ya no vale. Pide otro en la aplicación web. Adiós.',
  yourCode: (digits) =>
    `Hola. Alguien, seguramente tú, quiere vincular este número. El código es ${digits}. Otra vez: ${digits}. Si no has sido tú, no hagas nada. Adiós.`,
  hello: (name) => (name ? `Hola, ${name}.` : 'Hola.'),
  lastTime: (title) => `La última vez hablamos de ${title}.`,
  due: (count) => (count === 1 ? 'Hay un repaso pendiente.' : `Hay ${count} repasos pendientes.`),
  invitation: '¿En qué piensas? Pulsa cero para oír la ayuda.',
  onlyTakesDown: 'Hola. Anoto lo que digas.',
  orPin: 'Para algo más, marca tu PIN y después almohadilla.',
  askPin: 'Marca tu PIN y después almohadilla.',
  pinWrong: 'Ese no es el PIN. Inténtalo otra vez, o simplemente habla.',
  pinOver: 'Ese no es el PIN, y ya no quedan intentos. Sigo anotando lo que digas.',
  needsPin:
    'Para eso tengo que saber que eres tú. Marca tu PIN y después almohadilla. Hasta entonces anoto lo que digas.',
  calledBack:
    'Hola. Querías que te llamara para tus repasos. Marca tu PIN y después almohadilla para empezar. Pulsa nueve si no quieres más llamadas.',
  toMachine: 'Hola. Esta es una llamada que pediste. Lo intentaré más tarde. Adiós.',
  noMoreCalls: 'No te llamaré más. Puedes cambiarlo en la aplicación web. Adiós.',
  nothingDue: 'Ya no hay nada pendiente. ¿En qué piensas?',
  help: 'Uno: solo anoto lo que digas. Dos: conversamos. Tres: repasar. Cuatro: te envío un resumen. Cinco: dejar una grabación. Asterisco: lo repito. Di adiós para terminar.',
  helpTransfer: 'Seis: hablar con una persona.',
  helpAlone: 'Anoto lo que digas. Di grabar para dejar una grabación, y adiós para terminar.',
  capturing: 'Anoto lo que digas y no respondo. Pulsa dos para volver a conversar.',
  conversing: 'Hablemos. ¿En qué piensas?',
  kept: 'Anotado.',
  keptAlone: (count) =>
    count === 0 ? '' : count === 1 ? 'Lo que has dicho está anotado.' : `Están anotadas ${count} cosas que has dicho.`,
  summaryComing: 'Después de la llamada te envío un resumen.',
  summaryOff: 'No puedo enviarte un resumen: no se ha comprobado que te llegue el correo.',
  record: 'Habla después de la señal. Pulsa almohadilla al acabar.',
  transfer: 'Te paso con otra persona.',
  noTransfer: 'No hay nadie con quien pueda pasarte.',
  nothingToRepeat: 'Todavía no hay nada que repetir.',
  notHeard: 'No te he entendido. Dilo otra vez, por favor.',
  silent: 'Aquí estoy. Di algo, o pulsa cero para oír la ayuda.',
  busy: 'Ya tienes dos llamadas en curso. Termina una primero. Adiós.',
  spent:
    'Se han acabado los minutos de teléfono de hoy. Vuelven a medianoche, hora UTC. Lo que has escrito y dicho está a salvo. Adiós.',
  timeUp: 'Se han acabado los minutos de teléfono de hoy. Lo que has dicho está anotado. Adiós.',
  bye: 'Adiós.',
}
