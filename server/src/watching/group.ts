import { readFileSync } from 'node:fs'

const ROOT = '/sys/fs/cgroup'
type Read = (path: string) => string

/**
 * Memory in bytes of all that runs in the group of this process (cgroup), without files that were read and can be given back at any time: what
 * the bound of a container is held against. Null where that is not told.
 */
export function groupMemory(read: Read = (path) => readFileSync(path, 'utf8')): number | null {
  for (const { folder, inUse, idle } of placesOf(textOf(read, '/proc/self/cgroup'))) {
    const bytes = Number.parseInt(textOf(read, `${folder}/${inUse}`), 10)
    if (Number.isNaN(bytes)) continue
    const line = textOf(read, `${folder}/memory.stat`)
      .split('\n')
      .find((one) => one.startsWith(`${idle} `))
    return bytes - Number(line?.split(' ')[1] ?? 0)
  }
  return null
}

/** Where the group may be counted, by the two versions there are. A container often sees its own group as the root. */
function placesOf(groups: string) {
  return groups.split('\n').flatMap((line) => {
    const [, kinds, path] = line.trim().split(':')
    if (path === undefined) return []
    if (kinds === '') return foldersOf(ROOT, path, { inUse: 'memory.current', idle: 'inactive_file' })
    if (!kinds?.split(',').includes('memory')) return []
    return foldersOf(`${ROOT}/memory`, path, { inUse: 'memory.usage_in_bytes', idle: 'total_inactive_file' })
  })
}

const foldersOf = (root: string, path: string, names: { inUse: string; idle: string }) =>
  [root + (path === '/' ? '' : path), root].map((folder) => ({ folder, ...names }))

function textOf(read: Read, path: string): string {
  try {
    return read(path)
  } catch {
    return ''
  }
}
