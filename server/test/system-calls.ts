/** One system call of a traced program. `began` and `ended` are places in the trace, so that calls of several threads can be ordered. */
export interface SystemCall {
  name: string
  /** The file or socket behind the first argument. */
  on: string
  /** The line's text, in which what was written stands as strace prints it. */
  data: string
  began: number
  ended: number
  /** What it returned; NaN while the trace ended before it did. */
  result: number
}

const BEGUN = /^(\d+)\s+(\w+)\(\d+<(.*?)>(?:[,)]| <unfinished)/
const RESUMED = /^(\d+)\s+<\.\.\. (\w+) resumed>/
const RESULT = /\)\s+= (-?\d+)(?: |$)/

/** Reads what `strace -f -y` wrote. A call that another thread cut into is put together again from its two lines. */
export function readSystemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = []
  const open = new Map<string, SystemCall>()
  for (const [place, line] of trace.split('\n').entries()) {
    const resumed = RESUMED.exec(line)
    if (resumed) {
      const key = `${resumed[1]} ${resumed[2]}`
      const call = open.get(key)
      if (call) Object.assign(call, { ended: place, result: resultOf(line) })
      open.delete(key)
      continue
    }
    const begun = BEGUN.exec(line)
    if (!begun) continue
    const [, thread = '', name = '', on = ''] = begun
    const unfinished = line.endsWith('<unfinished ...>')
    const call = {
      name,
      on,
      data: line,
      began: place,
      ended: unfinished ? Number.POSITIVE_INFINITY : place,
      result: unfinished ? Number.NaN : resultOf(line),
    }
    calls.push(call)
    if (unfinished) open.set(`${thread} ${name}`, call)
  }
  return calls
}

const resultOf = (line: string) => Number(RESULT.exec(line.slice(-200))?.[1] ?? Number.NaN)
