import type { Words } from './words.ts'

export const FRENCH: Words = {
  stranger:
    'Bonjour. Ce numéro n’est lié à aucun compte, je ne peux donc pas prendre cet appel. Vous pouvez le lier dans l’application web, sous Téléphone. Au revoir.',
  unvouched:
    'Bonjour. Le réseau ne garantit pas votre numéro, cet appel ne peut donc pas le lier. Demandez dans l’application web à être appelé. Au revoir.',
  askCode: 'Bonjour. Pour lier ce numéro, tapez le code que montre l’application web, puis dièse.',
  wrongCode: 'Ce n’est pas le code. Essayez encore.',
  linked: 'Ce numéro est lié. Rappelez quand vous voulez. Au revoir.',
  taken: 'Ce code n’est plus valable. Demandez-en un autre dans l’application web. Au revoir.',
  yourCode: (digits) =>
    `Bonjour. Quelqu’un, sans doute vous, veut lier ce numéro. Le code est ${digits}. Encore une fois : ${digits}. Si ce n’était pas vous, ne faites rien. Au revoir.`,
  hello: (name) => (name ? `Bonjour ${name}.` : 'Bonjour.'),
  lastTime: (title) => `La dernière fois, nous avons parlé de ${title}.`,
  due: (count) => (count === 1 ? 'Une révision attend.' : `${count} révisions attendent.`),
  invitation: 'À quoi pensez-vous ? Tapez zéro pour l’aide.',
  onlyTakesDown: 'Bonjour. Je note ce que vous dites.',
  orPin: 'Pour aller plus loin, tapez votre code PIN, puis dièse.',
  askPin: 'Tapez votre code PIN, puis dièse.',
  pinWrong: 'Ce n’est pas le code PIN. Essayez encore, ou parlez simplement.',
  pinOver: 'Ce n’est pas le code PIN, et il n’y a plus d’essai. Je continue à noter ce que vous dites.',
  needsPin:
    'Pour cela je dois savoir que c’est vous. Tapez votre code PIN, puis dièse. D’ici là je note ce que vous dites.',
  calledBack:
    'Bonjour. Vous vouliez être appelé pour vos révisions. Tapez votre code PIN, puis dièse, pour commencer. Tapez neuf pour ne plus être appelé.',
  toMachine: 'Bonjour. C’était un appel que vous aviez demandé. Je réessaierai plus tard. Au revoir.',
  noMoreCalls: 'Je ne vous appellerai plus. Vous pouvez le changer dans l’application web. Au revoir.',
  nothingDue: 'Plus rien n’attend. À quoi pensez-vous ?',
  help: 'Un : je note seulement ce que vous dites. Deux : nous parlons. Trois : réviser. Quatre : je vous envoie un résumé. Cinq : laisser un enregistrement. Étoile : je répète. Dites au revoir pour finir.',
  helpTransfer: 'Six : parler à une personne.',
  helpAlone: 'Je note ce que vous dites. Dites enregistrer pour laisser un enregistrement, et au revoir pour finir.',
  capturing: 'Je note ce que vous dites et ne réponds pas. Tapez deux pour reparler.',
  conversing: 'Parlons. À quoi pensez-vous ?',
  kept: 'C’est noté.',
  keptAlone: (count) =>
    count === 0
      ? ''
      : count === 1
        ? 'Ce que vous avez dit est noté.'
        : `${count} choses que vous avez dites sont notées.`,
  summaryComing: 'Je vous enverrai un résumé après cet appel.',
  summaryOff: 'Je ne peux pas vous envoyer de résumé : rien ne montre que le courrier vous parvient.',
  record: 'Parlez après le signal. Tapez dièse quand vous avez fini.',
  transfer: 'Je vous passe quelqu’un.',
  noTransfer: 'Il n’y a personne à qui vous passer.',
  nothingToRepeat: 'Il n’y a encore rien à répéter.',
  notHeard: 'Je n’ai pas compris. Dites-le encore une fois, s’il vous plaît.',
  silent: 'Je suis là. Dites quelque chose, ou tapez zéro pour l’aide.',
  busy: 'Deux de vos appels sont déjà en cours. Terminez-en un d’abord. Au revoir.',
  spent:
    'Les minutes d’appel d’aujourd’hui sont épuisées. Elles reviennent à minuit UTC. Ce que vous avez écrit et dit est en sécurité. Au revoir.',
  timeUp: 'Les minutes d’appel d’aujourd’hui sont épuisées. Ce que vous avez dit est noté. Au revoir.',
  bye: 'Au revoir.',
}
