import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ClientFrame, PROTOCOL_VERSION, ServerFrame, SUBPROTOCOL } from './socket.ts'

/** The frames as they were when their version was given out. A change that old clients understand keeps the version. */
const FINGERPRINTS: Record<number, string> = { 1: 'ff99a209fbd905ba' }

test('frames change only together with the version of the protocol', () => {
  const frames = JSON.stringify([z.toJSONSchema(ClientFrame, { io: 'input' }), z.toJSONSchema(ServerFrame)])
  const fingerprint = createHash('sha256').update(frames).digest('hex').slice(0, 16)
  expect(fingerprint, 'Old clients cannot read this? Raise PROTOCOL_VERSION. They can? Note the new fingerprint.').toBe(
    FINGERPRINTS[PROTOCOL_VERSION],
  )
})

test('the subprotocol names the version', () => {
  expect(SUBPROTOCOL).toBe(`lva.v${PROTOCOL_VERSION}`)
})
