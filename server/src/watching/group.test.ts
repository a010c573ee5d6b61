import { expect, test } from 'vitest'
import { groupMemory } from './group.ts'

const NEW = { 'memory.current': '900\n', 'memory.stat': 'anon 500\ninactive_file 300\nactive_file 100\n' }
const OLD = { 'memory.usage_in_bytes': '900\n', 'memory.stat': 'inactive_file 1\ntotal_inactive_file 300\n' }

test.each([
  ['under its own name', '0::/system.slice/lva.service\n', '/sys/fs/cgroup/system.slice/lva.service', NEW],
  ['as the root', '0::/\n', '/sys/fs/cgroup', NEW],
  ['by the first version', '5:devices:/\n4:memory:/docker/1f\n0::/\n', '/sys/fs/cgroup/memory/docker/1f', OLD],
  ['by the first version, as the root', '4:cpu,memory:/docker/1f\n', '/sys/fs/cgroup/memory', OLD],
])('a container is told apart from the files it has read: %s', (_, groups, folder, files) => {
  const all: Record<string, string> = { '/proc/self/cgroup': groups }
  for (const [name, text] of Object.entries(files)) all[`${folder}/${name}`] = text
  expect(groupMemory((path) => all[path] ?? missing(path))).toBe(600)
})

test('a machine that tells nothing of groups is no container', () => {
  expect(groupMemory(missing)).toBe(null)
})

function missing(path: string): never {
  throw new Error(`no such file: ${path}`)
}
