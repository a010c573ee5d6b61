import { spawn } from 'node:child_process'
import { projectEnv, ROOT } from './project.mjs'

const running = new Set()
let stopping = false

function stop(signal) {
  stopping = true
  for (const child of running) child.kill(signal)
}

/**
 * Runs a program to its end and gives what it wrote and how it ended. With `show` its output is passed on as well.
 * A program that cannot be started ends with code 127. Once this process was told to stop, so are the programs it runs,
 * and no further one is started (code 130). With `timeoutMs` it is stopped after that time (code 124).
 */
export function run(program, args, { cwd = ROOT, env = projectEnv(), show = false, timeoutMs } = {}) {
  if (process.listenerCount('SIGTERM', stop) === 0) process.on('SIGTERM', stop).on('SIGINT', stop)
  if (stopping) return Promise.resolve({ code: 130, stdout: '', stderr: 'stopped' })
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let stdout = ''
    let stderr = ''
    let late = false
    const impatient = setTimeout(
      () => {
        late = true
        child.kill()
      },
      timeoutMs ?? 2 ** 31 - 1,
    ).unref()
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      if (show) process.stdout.write(chunk)
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      if (show) process.stderr.write(chunk)
    })
    const end = (code) => {
      running.delete(child)
      clearTimeout(impatient)
      resolve({ code: late ? 124 : code, stdout, stderr })
    }
    child.on('error', (error) => {
      stderr += error.message
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}
