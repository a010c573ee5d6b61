import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, readConfig } from './config.ts'

const STRONG = 'k7Vn2Qw9'.repeat(4)
const OTHER = 'm3Zt8Lp4'.repeat(4)
const production = { ENVIRONMENT: 'production', JWT_SECRET_KEY: STRONG, JWT_REFRESH_SECRET_KEY: OTHER }

/** A disk that holds these files and nothing else. */
function disk(files: Record<string, string> = {}) {
  return (path: string) => {
    const text = files[path]
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return text
  }
}

const read = (env: Record<string, string>, files?: Record<string, string>) => readConfig(env, { readFile: disk(files) })

function faults(env: Record<string, string>, files?: Record<string, string>): string[] {
  try {
    read(env, files)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.message
      .split('\n')
      .slice(1)
      .map((fault) => fault.trim())
  }
  return []
}

describe('a fresh clone', () => {
  test('needs no setting at all and is reached from this machine only', () => {
    expect(read({})).toMatchObject({
      ENVIRONMENT: 'development',
      HOST: '127.0.0.1',
      PORT: 8000,
      DATA_DIR: './data',
      LLM: undefined,
    })
  })

  test('listens on every network outside development', () => {
    expect(read({ ENVIRONMENT: 'staging' }).HOST).toBe('0.0.0.0')
    expect(read({ ENVIRONMENT: 'staging', HOST: '10.0.0.7' }).HOST).toBe('10.0.0.7')
  })
})

describe('what an operator may write', () => {
  test('environment and log level in any case, and the old names of levels', () => {
    expect(read({ ...production, ENVIRONMENT: 'PRODUCTION', LOG_LEVEL: 'Warning' })).toMatchObject({
      ENVIRONMENT: 'production',
      LOG_LEVEL: 'warn',
    })
  })

  test.each([
    '["https://a.example","https://b.example"]',
    'https://a.example, https://b.example/',
    '[https://a.example,https://b.example]',
    "['https://a.example', 'https://b.example']",
    `'["https://a.example","https://b.example"]'`,
  ])('the list %s', (CORS_ORIGINS) => {
    expect(read({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example'])
  })

  test('quotes around a value, as container tools pass them on', () => {
    expect(read({ ...production, JWT_SECRET_KEY: `"${STRONG}"`, PORT: "'9000'" })).toMatchObject({
      JWT_SECRET_KEY: STRONG,
      PORT: 9000,
    })
  })

  test('a blank value, which counts as not given', () => {
    expect(read({ PORT: '', REDIS_URL: '  ', OPENAI_API_KEY: '""' })).toMatchObject({
      PORT: 8000,
      REDIS_URL: undefined,
      OPENAI_API_KEY: undefined,
    })
  })

  test('a database file, relative or absolute, or a server', () => {
    expect(read({ DATABASE_URL: 'sqlite:///./notes.db' }).DATABASE_URL).toEqual({
      engine: 'sqlite',
      file: './notes.db',
    })
    expect(read({ DATABASE_URL: 'sqlite:////var/lva/notes.db' }).DATABASE_URL).toEqual({
      engine: 'sqlite',
      file: '/var/lva/notes.db',
    })
    for (const url of ['postgres://me:pa%23ss@db/lva', 'postgresql:///lva?host=/run/postgresql']) {
      expect(read({ DATABASE_URL: url }).DATABASE_URL).toEqual({ engine: 'postgres', url })
    }
  })

  test('an order of vendors, and a program as a list of words', () => {
    const config = read({
      LLM: 'Anthropic, companion',
      ANTHROPIC_API_KEY: 'sk-1',
      STT: 'command',
      STT_COMMAND: '["whisper", "-f", "{file}"]',
    })
    expect(config.LLM).toEqual(['anthropic', 'companion'])
    expect(config.STT_COMMAND).toEqual(['whisper', '-f', '{file}'])
  })

  test('proxies as addresses and networks', () => {
    expect(read({ TRUSTED_PROXIES: '10.0.0.0/8, ::1, loopback' }).TRUSTED_PROXIES).toEqual([
      '10.0.0.0/8',
      '::1',
      'loopback',
    ])
  })
})

describe('KEY_FILE', () => {
  test('gives any setting, without the line break at the end of the file', () => {
    const config = read(
      { OPENAI_API_KEY_FILE: '/run/secrets/openai', PORT_FILE: '/port' },
      { '/run/secrets/openai': 'sk-2\n', '/port': '9001' },
    )
    expect(config).toMatchObject({ OPENAI_API_KEY: 'sk-2', PORT: 9001 })
  })

  test('beside the key itself is a fault that shows neither', () => {
    expect(faults({ OPENAI_API_KEY: 'sk-1', OPENAI_API_KEY_FILE: '/key' }, { '/key': 'sk-2' })).toEqual([
      'OPENAI_API_KEY is given twice: as OPENAI_API_KEY and as OPENAI_API_KEY_FILE',
    ])
  })

  test('that is missing or empty is a fault, not an absent setting', () => {
    expect(faults({ OPENAI_API_KEY_FILE: '/gone', REDIS_URL_FILE: '/empty' }, { '/empty': '\n' })).toEqual([
      'REDIS_URL_FILE names an empty file',
      'OPENAI_API_KEY_FILE names a file that cannot be read (ENOENT)',
    ])
  })
})

describe('.env', () => {
  test('is read when it is there and never overrides the environment, be it by the key or by its file', () => {
    const files = { '.env': 'PORT=9000\nHOST="0.0.0.0"\nOPENAI_API_KEY_FILE=/other\n', '/other': 'from-file' }
    expect(read({ PORT: '9100', OPENAI_API_KEY: 'real' }, files)).toMatchObject({
      PORT: 9100,
      HOST: '0.0.0.0',
      OPENAI_API_KEY: 'real',
    })
  })

  test('gives way to a file that is named, which must be there', () => {
    const readFile = disk({ '.env': 'PORT=1', 'other.env': 'PORT=9200' })
    expect(readConfig({}, { readFile, envFile: 'other.env' }).PORT).toBe(9200)
    expect(() => readConfig({}, { readFile, envFile: 'gone.env' })).toThrow('gone.env cannot be read (ENOENT)')
  })

  test('that is there but may not be read is a fault, not an absent file', () => {
    const readFile = () => {
      throw Object.assign(new Error('not allowed'), { code: 'EACCES' })
    }
    expect(() => readConfig({}, { readFile })).toThrow('.env cannot be read (EACCES)')
  })

  test('with a line that makes no sense is reported by its number', () => {
    expect(faults({}, { '.env': '# mine\nPORT 9000\nHOST="0.0.0.0\n' })).toEqual([
      '.env line 2 is not KEY=value',
      '.env line 3 has a quote that is not closed (HOST)',
    ])
  })
})

describe('a bad configuration', () => {
  test('lists every fault at once', () => {
    expect(
      faults({
        PORT: '70000',
        DEBUG: 'perhaps',
        CORS_ORIGINS: 'https://a.example/path',
        DATABASE_URL: 'mysql://x',
        LLM: 'gpt',
        STT_COMMAND: 'whisper -f x',
      }).map((fault) => fault.split(' ')[0]),
    ).toEqual(['PORT', 'DATABASE_URL', 'DEBUG', 'CORS_ORIGINS', 'LLM', 'STT_COMMAND'])
  })

  test('never shows what was written, because it may be a secret', () => {
    const secret = 'hunter2-hunter2'
    const told = faults({
      ...production,
      JWT_SECRET_KEY: secret,
      ADMIN_API_KEY: secret,
      DATABASE_URL: `mysql://me:${secret}@db`,
      REDIS_URL: secret,
    })
    expect(told).toHaveLength(4)
    expect(told.join()).not.toContain('hunter2')
  })

  test('a vendor that is named without its key is a fault; one at home needs only an address', () => {
    expect(faults({ LLM: 'anthropic,openai' })).toHaveLength(2)
    expect(faults({ LLM: 'openai', OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toEqual([])
    expect(faults({ STT: 'command' })).toEqual(['STT names command, so STT_COMMAND is needed'])
  })

  test('a setting that cannot be read is not called missing as well', () => {
    expect(faults({ LLM: 'anthropic', ANTHROPIC_API_KEY: '<your-key>' })).toEqual([
      'ANTHROPIC_API_KEY still holds the placeholder of a template; give a value or remove it',
    ])
  })

  test('a certificate needs its key and the other way round', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
    expect(faults({ TLS_CERT_FILE: '/cert' }, { '/cert': pem })).toEqual(['TLS_CERT needs TLS_KEY beside it'])
    expect(faults({ TLS_KEY: '/etc/key.pem', TLS_CERT: pem })).toEqual([
      'TLS_KEY must be the text of a PEM file; give its path with _FILE',
    ])
  })
})

describe('production', () => {
  test('asks for its own secrets', () => {
    expect(faults({ ENVIRONMENT: 'production' })).toEqual([
      'JWT_SECRET_KEY is required in production',
      'JWT_REFRESH_SECRET_KEY is required in production',
    ])
    expect(faults(production)).toEqual([])
  })

  test.each([
    'your-secret-key-here',
    'changeme',
    'dev-secret',
    'your-secret-key-here-change-in-production',
    '<generate-strong-secret-32-chars-min>',
  ])('refuses the placeholder %s', (JWT_SECRET_KEY) => {
    expect(faults({ ...production, JWT_SECRET_KEY })).toEqual([expect.stringMatching(/^JWT_SECRET_KEY .*placeholder/)])
  })

  test('refuses short or equal secrets, open CORS and debugging, all at once', () => {
    expect(faults({ ...production, JWT_SECRET_KEY: STRONG.slice(1), CORS_ORIGINS: '*', DEBUG: 'on' })).toEqual([
      'JWT_SECRET_KEY must have at least 32 characters in production',
      'CORS_ORIGINS must not be * in production',
      'DEBUG must be off in production',
    ])
    expect(faults({ ...production, JWT_REFRESH_SECRET_KEY: STRONG })).toEqual([
      'JWT_REFRESH_SECRET_KEY must differ from JWT_SECRET_KEY',
    ])
  })
})

test('a real file on the real disk is read the same way', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lva-config-'))
  try {
    expect(readConfig({}, { readFile: (path) => readFileSync(join(folder, path), 'utf8') }).PORT).toBe(8000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
