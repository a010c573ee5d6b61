import { spawn } from 'node:child_process'
import { projectEnv, ROOT } from './project.mjs'

/**
 * Runs a program to its end and gives what it wrote and how it ended. With `show` its output is passed on as well.
 * A program that cannot be started ends with code 127.
 */
export function run(program, args, { cwd = ROOT, env = projectEnv(), show = false, input } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] })
    const forward = (signal) => child.kill(signal)
    process.once('SIGINT', forward).once('SIGTERM', forward)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      if (show) process.stdout.write(chunk)
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      if (show) process.stderr.write(chunk)
    })
    child.stdin?.end(input)
    const end = (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward)
      resolve({ code, stdout, stderr })
    }
    child.on('error', (error) => {
      stderr += error.message
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}
