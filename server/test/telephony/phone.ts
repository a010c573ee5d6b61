import { WebSocket } from 'ws'
import { signatureOf } from '../../src/telephony/carrier/signature.ts'
import { createFarRelay } from './far-relay.ts'
import { type ReadVerb, readTwiml } from './read-twiml.ts'

export const HOME = 'https://voice.example.org'
export const TOKEN = '12345'
const EMPTY: ReadVerb = { name: 'none', attributes: {}, verbs: [], text: '' }

/** What a carrier did to a request on its way. */
export interface Tampering {
  signature?: string | null
  /** Changes the body after it was signed. */
  body?: (body: string) => string
}

/** A carrier that calls the house at `url`, which is known to it as `HOME`, and signs what it sends. */
export function createPhone(url: string) {
  /** Sends a hook. The same fields are the same bytes. */
  async function hook(
    target: string,
    fields: Record<string, string>,
    { signature, body = (as) => as }: Tampering = {},
  ) {
    const path = target.startsWith(HOME) ? target.slice(HOME.length) : target
    const given = signature === undefined ? signed(HOME + path, Object.entries(fields)) : signature
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(given === null ? {} : { 'x-twilio-signature': given }),
      },
      body: body(new URLSearchParams(fields).toString()),
    })
    const text = await answer.text()
    return { status: answer.status, type: answer.headers.get('content-type'), text }
  }

  /** One call, by what the carrier does with the answers it gets. */
  async function call(
    callSid: string,
    { from = '+15550100001', ...more }: { from?: string } & Record<string, string> = {},
  ) {
    const fields = {
      CallSid: callSid,
      From: from,
      To: '+15550100002',
      Direction: 'inbound',
      CallStatus: 'in-progress',
      ...more,
    }
    const said: string[] = []
    let gather = EMPTY
    let connect = EMPTY
    let record = EMPTY
    let hungUp = false

    /** Does what the answer says, up to where somebody has to do something. */
    async function follow(xml: string): Promise<void> {
      gather = EMPTY
      for (const verb of readTwiml(xml)) {
        if (verb.name === 'Say') said.push(verb.text)
        if (verb.name === 'Gather') {
          gather = verb
          said.push(...verb.verbs.map((one) => one.text))
          redirect = EMPTY
        }
        if (verb.name === 'Connect') connect = verb
        if (verb.name === 'Record') record = verb
        if (verb.name === 'Hangup' || verb.name === 'Reject') hungUp = true
        if (verb.name === 'Redirect') {
          if (gather === EMPTY) return send(verb.text)
          redirect = verb
        }
      }
    }
    let redirect = EMPTY

    async function send(target: string, extra: Record<string, string> = {}) {
      const { status, text } = await hook(target, { ...fields, ...extra })
      if (status !== 200) throw new Error(`${target} was answered with ${status}: ${text}`)
      await follow(text)
    }

    await send('/twilio/voice')
    return {
      fields,
      said,
      latest: () => said.at(-1) ?? '',
      gather: () => gather,
      record: () => record,
      hungUp: () => hungUp,
      /** What the caller says, as the carrier understands it. */
      say: (text: string, confidence = '0.93') =>
        send(gather.attributes.action ?? '', { SpeechResult: text, Confidence: confidence }),
      press: (digits: string) => send(gather.attributes.action ?? '', { Digits: digits }),
      silent: () => send(redirect.text),
      /** The carrier comes to a hook by itself. */
      send,
      follow,
      over: (seconds = '61') => hook('/twilio/status', { ...fields, CallStatus: 'completed', CallDuration: seconds }),

      /** Opens the socket the answer asked for. */
      async relay() {
        const { url: address = '', ...attributes } = connect.verbs[0]?.attributes ?? {}
        const ticket = connect.verbs[0]?.verbs[0]?.attributes.value ?? ''
        const socket = await open(address)
        const far = createFarRelay({ send: (message) => socket.send(JSON.stringify(message)) })
        socket.on('message', (data) => far.receive(JSON.parse(String(data))))
        socket.send(
          JSON.stringify({
            type: 'setup',
            sessionId: 'VX1',
            callSid,
            from,
            to: fields.To,
            customParameters: { ticket },
          }),
        )
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
        return { ...far, socket, attributes, closed, action: connect.attributes.action ?? '' }
      },
      socket: () => ({
        address: connect.verbs[0]?.attributes.url ?? '',
        ticket: connect.verbs[0]?.verbs[0]?.attributes.value ?? '',
      }),
    }
  }

  /** Opens a socket; throws Error with the status when it is refused. */
  function open(address: string, signature = signed(address)): Promise<WebSocket> {
    const socket = new WebSocket(address.replace(HOME.replace('http', 'ws'), url.replace('http', 'ws')), {
      headers: { 'x-twilio-signature': signature },
    })
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(socket))
      socket.once('unexpected-response', (_request, answer) => {
        answer.resume()
        reject(new Error(String(answer.statusCode)))
      })
      socket.once('error', reject)
    })
  }

  return { url, hook, call, open }
}

/** The carrier's signature. */
export const signed = (address: string, fields: [string, string][] = []) => signatureOf(TOKEN, { url: address, fields })
