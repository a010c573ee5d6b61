import type { ToolUse } from '@lva/contracts/conversation'
import { expect, test } from 'vitest'
import { doneWith, missingFrom } from './tool-words.ts'

const use = (name: string, more: Partial<ToolUse> = {}): ToolUse => ({
  name,
  state: 'done',
  ms: 3,
  detail: null,
  ...more,
})

test('what was done is said once, and what failed is not said to be done', () => {
  expect(doneWith([use('research'), use('calculator'), use('calculator')])).toEqual(['Looked up', 'Calculated'])
  expect(doneWith([use('research', { state: 'failed' }), use('time', { state: 'stopped' })])).toEqual([])
  expect(doneWith([use('tide-tables/high-water')])).toEqual(['With tide-tables'])
})

test('what is missing is said, also of what else went well', () => {
  const late = 'arXiv did not answer.'
  expect(missingFrom([use('research', { detail: late }), use('research', { state: 'failed', detail: late })])).toEqual([
    late,
  ])
  expect(missingFrom([use('calculator')])).toEqual([])
})
