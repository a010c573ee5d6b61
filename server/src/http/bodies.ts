import { isAscii, isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import type { App } from './app.ts'
import { problemOf } from './errors.ts'
import { refuseIntricate } from './json.ts'

type Done = (error: Error | null, body?: unknown) => void
const FIELDS_MAX = 1_000

/**
 * Reads JSON and forms. An empty JSON body is an empty object; text that is not UTF-8 is refused, because storing it
 * would change it; keys that would reach a prototype are dropped like every unknown field.
 */
export function readBodies(app: App): void {
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(['application/json', 'application/*+json'], { parseAs: 'buffer' }, jsonBody(app))

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!request.routeOptions.config.formEvenIfJson) {
      return done(new Problem('unsupported-media-type', 'Send this as application/json.'))
    }
    try {
      done(null, formFields(decode(bytes as Buffer)))
    } catch (error) {
      done(problemOf(error))
    }
  })

  // `curl -X POST` sends neither body nor content type.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {}
    done()
  })
}

/** Reads a body of JSON; for a route that takes it under a further content type. */
export function jsonBody(app: App) {
  const parseJson = app.getDefaultJsonParser('remove', 'remove')
  return (request: FastifyRequest, bytes: Buffer, done: Done) => {
    let text: string
    try {
      text = decode(bytes)
      refuseIntricate(text)
    } catch (error) {
      return done(problemOf(error))
    }
    if (text.trim() === '') return done(null, {})
    parseJson(request, text, (error, body) => {
      if (!error) return done(null, body)
      if (!request.routeOptions.config.formEvenIfJson || !looksLikeForm(text))
        return done(new Problem('malformed-json', 'The body is not valid JSON.', { cause: error }))
      try {
        done(null, formFields(text))
      } catch (error) {
        done(problemOf(error))
      }
    })
  }
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Problem('malformed-json', 'The body is not valid UTF-8.')
  // A recording in base64 is ASCII, and copied much faster as such.
  const text = isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8')
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

const looksLikeForm = (text: string) => /^[\w.~%+-]+=/.test(text)

function formFields(text: string): Record<string, string> {
  if (text.split('&', FIELDS_MAX + 1).length > FIELDS_MAX)
    throw new Problem('validation-failed', 'This holds more fields than this address reads.')
  // A Map first: the fields' names are the caller's and must not reach a prototype.
  return Object.fromEntries(new Map(new URLSearchParams(text)))
}
