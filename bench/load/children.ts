import { type ChildProcess, fork } from 'node:child_process'

const started: ChildProcess[] = []
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

/** Has a process go when this one does, however it ends. */
export function goesWithUs(child: ChildProcess): ChildProcess {
  started.push(child)
  return child
}

/** Starts a program of the bench in a process of its own. */
export const startChild = (file: URL, ...args: string[]): ChildProcess => goesWithUs(fork(file, args))

/** The next thing a process tells; fails when it ends before. */
export function message<T>(from: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`a process ended with ${code}`))
    from.once('exit', gone)
    from.once('message', (told) => {
      from.off('exit', gone)
      resolve(told as T)
    })
  })
}
