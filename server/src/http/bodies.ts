import { isAscii, isUtf8 } from 'node:buffer'
import { Problem } from '../problem.ts'
import type { App } from './app.ts'

/**
 * Reads JSON and forms. An empty JSON body is an empty object; text that is not UTF-8 is refused, because storing it
 * would change it; keys that would reach a prototype are dropped like every unknown field.
 */
export function readBodies(app: App): void {
  const parseJson = app.getDefaultJsonParser('remove', 'remove')

  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(
    ['application/json', 'application/*+json'],
    { parseAs: 'buffer' },
    (request, bytes, done) => {
      let text: string
      try {
        text = decode(bytes as Buffer)
      } catch (problem) {
        return done(problem as Problem)
      }
      if (text.trim() === '') return done(null, {})
      parseJson(request, text, (error, body) => {
        if (!error) return done(null, body)
        if (request.routeOptions.config.formEvenIfJson && looksLikeForm(text)) return done(null, formFields(text))
        done(new Problem('malformed-json', 'The body is not valid JSON.', { cause: error }))
      })
    },
  )

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!request.routeOptions.config.formEvenIfJson) {
      return done(new Problem('unsupported-media-type', 'Send this as application/json.'))
    }
    try {
      done(null, formFields(decode(bytes as Buffer)))
    } catch (problem) {
      done(problem as Problem)
    }
  })

  // `curl -X POST` sends neither body nor content type.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {}
    done()
  })
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Problem('malformed-json', 'The body is not valid UTF-8.')
  // A recording in base64 is ASCII, and copied much faster as such.
  const text = isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8')
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

const looksLikeForm = (text: string) => /^[\w.~%+-]+=/.test(text)

// A Map first: the fields' names are the caller's and must not reach a prototype.
const formFields = (text: string) => Object.fromEntries(new Map(new URLSearchParams(text)))
