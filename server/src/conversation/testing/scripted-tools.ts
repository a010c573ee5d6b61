import { type Clock, pause, realClock } from '../../providers/clock.ts'
import type { ToolBox, ToolOutcome } from '../tool-box.ts'

/** What a tool does. Times in milliseconds, by the clock that was passed in. */
export interface ScriptedTool extends Pick<ToolOutcome, 'sources'> {
  /** Nothing leaves the house for it; so it is, unless said otherwise. */
  own?: boolean
  text?: string
  afterMs?: number
  state?: 'done' | 'failed'
  detail?: string
  /** What no tool may do: goes on when it is told to stop. */
  ignoresAbort?: boolean
}

/** A run as it went. `before`: it began before its turn was real, where a test says when that is. */
export interface ScriptedRun {
  name: string
  input: unknown
  before: boolean
  state: 'running' | 'done' | 'failed' | 'stopped'
}

/** Tools that do what the script says; the names of the script are what is offered. `runs` is everything that was run. */
export function createScriptedTools(
  script: Record<string, (input: unknown, run: number) => ScriptedTool>,
  {
    clock = realClock,
    offered = Object.keys(script),
    real = Promise.resolve(),
  }: { clock?: Clock; offered?: string[]; real?: Promise<void> } = {},
): ToolBox & { runs: ScriptedRun[] } {
  const runs: ScriptedRun[] = []
  let before = true
  real.then(
    () => (before = false),
    () => {},
  )
  return {
    runs,
    offered: async () =>
      offered.map((name) => ({ name, description: `Does ${name}.`, parameters: { type: 'object', properties: {} } })),
    async run({ name, input }, { signal }) {
      const run: ScriptedRun = { name, input, before, state: 'running' }
      const tool = script[name]?.(input, runs.push(run) - 1) ?? {}
      const waiting = new AbortController()
      if (tool.afterMs) await pause(clock, tool.afterMs, tool.ignoresAbort ? waiting.signal : signal)
      run.state = signal.aborted && !tool.ignoresAbort ? 'stopped' : (tool.state ?? 'done')
      return {
        text: tool.text ?? `${name} is done.`,
        use: { name, state: run.state, ms: tool.afterMs ?? 0, detail: tool.detail ?? null },
        own: tool.own ?? true,
        ...(tool.sources ? { sources: tool.sources } : {}),
      }
    },
  }
}

/** A page of the web as a search finds it. */
export function aPage(
  text: string,
  more: { url?: string; title?: string } = {},
): NonNullable<ToolOutcome['sources']>[number] {
  const { url = 'https://tides.example/moon', title = 'Tides' } = more
  return {
    ...{ kind: 'web', exchangeId: null, sessionId: null, sourceId: null, title, url, foundBy: 'wikipedia' },
    ...{ place: null, group: url, at: '2026-03-01T08:00:00.000Z', text },
  }
}
