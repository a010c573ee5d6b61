/** A request that may not leave, or whose answer is not taken. The message is a sentence for the operator and holds no secret. */
export class OutgoingRefused extends Error {
  readonly code = 'OUTGOING_REFUSED'

  constructor(sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options)
    this.name = 'OutgoingRefused'
  }
}
