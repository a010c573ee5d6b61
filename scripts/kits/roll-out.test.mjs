import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../steps/project.mjs'

/** A cluster as far as the script asks it: an image, notes on the deployment, and images whose servers never become ready. */
const KUBECTL = `#!/bin/sh
shift 2
case "$1 $2" in
  'rollout status') ! grep -qx "$(cat image)" broken ;;
  'set image') echo "\${4#server=}" > image ;;
  'annotate --overwrite') shift 3; for pair; do echo "\${pair#*=}" > "\${pair%%=*}"; done ;;
  get*) case "$4" in *annotations.*) cat "$(expr "$4" : '.*annotations\\.\\(.*\\)}')" 2> /dev/null || true ;; *) cat image ;; esac ;;
esac
`

function cluster() {
  const folder = mkdtempSync(join(tmpdir(), 'lva-cluster-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'kubectl'), KUBECTL, { mode: 0o755 })
  writeFileSync(join(folder, 'image'), 'lva:1\n')
  writeFileSync(join(folder, 'broken'), 'lva:broken\n')
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  return {
    /** Rolls an image out: how that ended, and what stands there then. */
    rollOut(image) {
      const { status } = spawnSync(join(ROOT, 'deploy/kubernetes/roll-out.sh'), ['school', image], { cwd: folder, env })
      return [status, readFileSync(join(folder, 'image'), 'utf8').trim()]
    },
    /** What somebody cut off in the middle leaves. */
    leave: (image) => writeFileSync(join(folder, 'image'), `${image}\n`),
  }
}

test('goes back to the release that was ready before, whatever was tried since', () => {
  const { rollOut, leave } = cluster()
  expect(rollOut('back')).toEqual([2, 'lva:1'])
  expect(rollOut('lva:2')).toEqual([0, 'lva:2'])
  expect(rollOut('lva:broken')).toEqual([1, 'lva:2'])
  expect(rollOut('back')).toEqual([0, 'lva:1'])
  // What people left is nothing to go back to.
  expect(rollOut('back')).toEqual([2, 'lva:1'])
  leave('lva:broken')
  expect(rollOut('lva:broken')).toEqual([1, 'lva:1'])
  leave('lva:broken')
  expect(rollOut('lva:3')).toEqual([0, 'lva:3'])
  expect(rollOut('lva:3')).toEqual([0, 'lva:3'])
  expect(rollOut('back')).toEqual([0, 'lva:1'])
})
