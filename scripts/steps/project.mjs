import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const EXE = process.platform === 'win32' ? '.exe' : ''

/** The Node that comes with the project. */
export const NODE = join(ROOT, 'node_modules/node/bin', `node${EXE}`)

/** The environment in which the project's programs find the project's Node and tools first. */
export function projectEnv(more = {}) {
  return { ...process.env, PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter), ...more }
}

/** The path of a program on this machine, or `null`. `places` are looked into besides PATH. */
export function findProgram(name, places = []) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...places].filter((folder) => folder !== '')
  for (const folder of folders) {
    const path = join(folder, name + EXE)
    if (existsSync(path)) return path
  }
  return null
}
