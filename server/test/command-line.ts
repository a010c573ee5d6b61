import { backup } from '../src/cli/backup.ts'
import type { Command } from '../src/cli/command.ts'
import { doctor } from '../src/cli/doctor.ts'
import { migrate } from '../src/cli/migrate.ts'
import { move } from '../src/cli/move.ts'

const COMMANDS: Record<string, Command> = { backup, doctor, migrate, move }

/** Carries out a command line as a guide has it, `npx lva move --dry-run`, in this process, and gives what it prints. */
export async function lvaHere(line: string, env: Record<string, string>): Promise<string> {
  const [name = '', ...args] = line
    .replace(/^npx lva /, '')
    .trim()
    .split(/\s+/)
  const out: string[] = []
  await COMMANDS[name]?.run({
    ...{ args, env: { ENVIRONMENT: 'test', LLM: 'companion', ...env }, print: (text: string) => void out.push(text) },
    ...{ complain: () => {}, readInput: async () => '', interactive: false },
  })
  return out.join('\n')
}
