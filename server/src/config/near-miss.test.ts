import { describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'

const noFile = () => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
}

function warnings(env: Record<string, string>): string[] {
  const heard: string[] = []
  readConfig(env, { readFile: noFile, warn: (message) => heard.push(message) })
  return heard
}

describe('names that are nearly ours', () => {
  test('are warned of, with what was probably meant', () => {
    expect(
      warnings({
        ANTROPIC_API_KEY: 'x',
        JWT_SECRET: 'x',
        port: '1',
        RATE_LIMIT_ENABLE: 'x',
        SECURITY_XSS: 'x',
        JWT_SECRET_KEYS_FILE: 'x',
      }),
    ).toEqual([
      'ANTROPIC_API_KEY is not a setting. Did you mean ANTHROPIC_API_KEY?',
      'JWT_SECRET is not a setting and has no effect.',
      'port is not a setting. Did you mean PORT?',
      'RATE_LIMIT_ENABLE is not a setting. Did you mean RATE_LIMIT_ENABLED?',
      'SECURITY_XSS is not a setting and has no effect.',
      'JWT_SECRET_KEYS_FILE is not a setting. Did you mean JWT_SECRET_KEY?',
    ])
  })

  test('the names every machine has are not', () => {
    const usual = [
      'HOME',
      'PATH',
      'PWD',
      'LANG',
      'TERM',
      'USER',
      'SHELL',
      'HOSTNAME',
      'NODE_ENV',
      'TTY',
      'OPENAI_ORG_ID',
      'npm_config_port',
      'SSL_CERT_FILE',
      'CI',
      'TZ',
      'LS_COLORS',
    ]
    expect(warnings(Object.fromEntries(usual.map((name) => [name, 'x'])))).toEqual([])
  })

  test('a weak secret in development is allowed, with a word', () => {
    expect(warnings({ JWT_SECRET_KEY: 'short' })).toEqual(['JWT_SECRET_KEY is too weak for production.'])
  })
})
