import type { Words } from './words.ts'

export const ENGLISH: Words = {
  stranger:
    'Hello. This number is not linked to an account, so I cannot take this call. You can link it in the web app, under Phone. Goodbye.',
  unvouched:
    'Hello. The network does not vouch for your number, so it cannot be linked by this call. Choose to be called in the web app instead. Goodbye.',
  askCode: 'Hello. To link this number, key the code that the web app shows, then the pound key.',
  wrongCode: 'That is not the code. Please try again.',
  linked: 'This number is linked. Call again whenever you like. Goodbye.',
  taken: 'This code is no longer good. Ask for another one in the web app. Goodbye.',
  yourCode: (digits) =>
    `Hello. Somebody, probably you, wants to link this number. The code is ${digits}. Once more: ${digits}. If it was not you, do nothing. Goodbye.`,
  hello: (name) => (name ? `Hello ${name}.` : 'Hello.'),
  lastTime: (title) => `Last time we talked about ${title}.`,
  due: (count) => (count === 1 ? 'One review is due.' : `${count} reviews are due.`),
  invitation: 'What is on your mind? Press zero for help.',
  onlyTakesDown: 'Hello. I take down what you say.',
  orPin: 'For more, key your PIN, then the pound key.',
  askPin: 'Key your PIN, then the pound key.',
  pinWrong: 'That is not the PIN. You can try again, or just speak.',
  pinOver: 'That is not the PIN, and there are no more tries now. I still take down what you say.',
  needsPin:
    'For that I have to know that it is you. Key your PIN, then the pound key. Until then I take down what you say.',
  calledBack:
    'Hello. You wished to be called for your reviews. Key your PIN, then the pound key, to begin. Press nine for no more calls.',
  toMachine: 'Hello. This was a call you wished for. I will try again later. Goodbye.',
  noMoreCalls: 'I will not call you any more. You can change that in the web app. Goodbye.',
  nothingDue: 'Nothing is due any more. What is on your mind?',
  help: 'One: I only take down what you say. Two: we talk. Three: review. Four: I mail you a summary. Five: leave a recording. Star: I repeat. Say goodbye to end.',
  helpTransfer: 'Six: speak to a person.',
  helpAlone: 'I take down what you say. Say leave a recording to be recorded, and goodbye to end.',
  capturing: 'I take down what you say and do not answer. Press two to talk again.',
  conversing: 'Let us talk. What is on your mind?',
  kept: 'Kept.',
  keptAlone: (count) =>
    count === 0 ? '' : count === 1 ? 'What you said is kept.' : `${count} things you said are kept.`,
  summaryComing: 'I will mail you a summary after this call.',
  summaryOff: 'I cannot mail you a summary: mail has not been shown to reach you.',
  record: 'Speak after the tone. Press pound when you are done.',
  transfer: 'I am passing you on.',
  noTransfer: 'There is nobody I could pass you on to.',
  nothingToRepeat: 'There is nothing to repeat yet.',
  notHeard: 'I did not catch that. Please say it again.',
  silent: 'I am here. Say something, or press zero for help.',
  busy: 'Two calls of yours are going on already. Please end one first. Goodbye.',
  spent:
    'The minutes for calls are used up for today. They begin anew at midnight UTC. What you wrote and said is safe. Goodbye.',
  timeUp: 'The minutes for calls are used up for today. What you said is kept. Goodbye.',
  bye: 'Goodbye.',
}
