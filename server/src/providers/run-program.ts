import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { ProviderError } from './provider-error.ts'

/** Where programs are looked for and what they are told of the machine. Nothing else of our environment reaches them: it holds keys. */
export interface ProgramSurroundings {
  /** As in `PATH`. */
  path: string
  /** As in `HOME`; programs keep models there. */
  home: string
  /** A folder for files that live as long as one call. */
  temporaryFolder: string
}

/** The full path of a program, or null when it is not there or may not be run. */
export function findProgram(name: string, { path }: ProgramSurroundings): string | null {
  const places =
    name.includes('/') || isAbsolute(name) ? [resolve(name)] : path.split(delimiter).map((folder) => join(folder, name))
  return places.find(runnable) ?? null
}

/** Fills `{name}` in every argument. The result stays a list, so no value can become a second argument or reach a shell. */
export function fillArguments(argv: string[], values: Record<string, string>): string[] {
  return argv.map((part) => part.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole))
}

/**
 * Runs a program and yields what it writes to standard output. `input` is its standard input.
 * Its whole process group is killed on abort (quietly), on too much output, and when the caller stops reading.
 * Throws ProviderError: `misconfigured` when it is missing or ends with a failure, `unavailable` when something killed it.
 */
export async function* runProgram({
  argv,
  input,
  surroundings,
  provider,
  maxBytes,
  signal,
}: {
  argv: string[]
  input: string | Uint8Array
  surroundings: ProgramSurroundings
  provider: string
  maxBytes: number
  signal: AbortSignal
}): AsyncGenerator<Buffer> {
  const name = argv[0] ?? ''
  const file = findProgram(name, surroundings)
  if (!file)
    throw new ProviderError(provider, 'misconfigured', { detail: `the program ${name} is not there or may not be run` })
  if (signal.aborted) return
  const { path: PATH, home: HOME, temporaryFolder: TMPDIR } = surroundings
  // Detached: its own process group, so that what it starts can be stopped with it.
  const child = spawn(file, argv.slice(1), {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH, HOME, TMPDIR, LANG: 'C.UTF-8' },
  })
  const ended = new Promise<{ code: number | null; error?: Error }>((settle) => {
    child.once('error', (error) => settle({ code: null, error }))
    child.once('close', (code) => settle({ code }))
  })
  const stop = () => {
    killGroup(child.pid)
    child.stdout.destroy()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    // A program may stop reading before it has everything; that alone is no failure.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    yield* bounded(child.stdout, maxBytes, provider)
    const { code, error } = await ended
    if (code === 0 || signal.aborted) return
    if (code === null)
      throw new ProviderError(provider, 'unavailable', {
        cause: error,
        detail: `the program ${name} was killed or did not start`,
      })
    throw new ProviderError(provider, 'misconfigured', {
      detail: `the program ${name} ended with status ${code}; try it by hand`,
    })
  } catch (error) {
    if (signal.aborted) return
    throw error instanceof ProviderError
      ? error
      : new ProviderError(provider, 'unavailable', { cause: error, detail: `the program ${name} broke off` })
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
    await ended
  }
}

async function* bounded(chunks: AsyncIterable<Buffer>, maxBytes: number, provider: string): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > maxBytes)
      throw new ProviderError(provider, 'misconfigured', { detail: `it wrote more than ${maxBytes} bytes` })
    yield chunk
  }
}

function killGroup(pid: number | undefined) {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // Already gone, which is what we wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
