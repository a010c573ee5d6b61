/** What a call says in one language, besides turns. `digits` are spoken one by one. */
export interface Words {
  stranger: string
  /** The number waits for its code, and the carrier does not vouch for it. */
  unvouched: string
  askCode: string
  wrongCode: string
  linked: string
  taken: string
  /** A call of ours that speaks a code. */
  yourCode(digits: string): string

  hello(name: string | null): string
  lastTime(title: string): string
  due(count: number): string
  invitation: string
  /** To a number alone. */
  onlyTakesDown: string
  orPin: string
  askPin: string
  pinWrong: string
  pinOver: string
  needsPin: string

  /** A call of ours for a review. */
  calledBack: string
  toMachine: string
  noMoreCalls: string
  nothingDue: string

  help: string
  helpTransfer: string
  helpAlone: string
  capturing: string
  conversing: string
  kept: string
  keptAlone(count: number): string
  summaryComing: string
  summaryOff: string
  record: string
  transfer: string
  noTransfer: string
  nothingToRepeat: string

  notHeard: string
  silent: string
  busy: string
  spent: string
  timeUp: string
  bye: string
}
