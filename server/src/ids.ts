import * as crypto from 'node:crypto'

/** A new id: UUID version 7 (RFC 9562), so that ids sort by the time they were made. */
export const newId: () => string = crypto.randomUUIDv7

const OF_CALLS = 'twilio_'

/** The session of a call that continues none, by the carrier's id of it. */
export const sessionOfCall = (callSid: string): string => OF_CALLS + callSid

/** Whether a session was begun by a call. In such a one nobody may have vouched for who speaks. */
export const isOfCall = (sessionId: string): boolean => sessionId.startsWith(OF_CALLS)
