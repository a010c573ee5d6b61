const CONFIG = 'server/src/config.test.ts'

/** What an operator may not do by mistake, and what lies on the disk. */
export const CONFIGURATION = [
  {
    name: 'production-asks-for-secrets',
    file: 'server/src/config/rules.ts',
    from: "if (secret === undefined) faults.push({ key, problem: 'is required in production' })",
    to: 'if (secret === undefined) continue',
    test: CONFIG,
    title: 'asks for its own secrets',
  },
  {
    name: 'production-refuses-placeholders',
    file: 'server/src/config/rules.ts',
    from: 'else if (isPlaceholder(secret))',
    to: "else if (secret === 'no')",
    test: CONFIG,
    title: 'refuses the placeholder changeme',
  },
  {
    name: 'production-refuses-open-doors',
    file: 'server/src/config/rules.ts',
    from: "if (config.DEBUG) faults.push({ key: 'DEBUG', problem: 'must be off in production' })",
    to: '',
    test: CONFIG,
    title: 'refuses short or equal secrets, open CORS and debugging, all at once',
  },
  {
    name: 'faults-show-no-value',
    file: 'server/src/config.ts',
    from: 'problem: read.error.issues.map((issue) => issue.message)',
    to: 'problem: [texts.get(key), ...read.error.issues.map((issue) => issue.message)]',
    test: CONFIG,
    title: 'never shows what was written, because it may be a secret',
  },
  {
    name: 'secrets-are-closed-to-others',
    file: 'server/src/private-file.ts',
    from: 'if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)',
    to: '',
    test: 'server/src/config/secrets.test.ts',
    title: 'a copy that lost its modes is closed again',
  },
]
