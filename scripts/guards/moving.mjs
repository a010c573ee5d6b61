const MOVE = 'server/src/db/moving/move.test.ts'
const THERE_AND_BACK =
  'goes to the other engine and back with the same rows, as the guide says, and refuses what it must'
const CUT_SHORT = 'that is cut short goes on, from what is still so; until then nobody takes the target for whole'

/** Nothing is lost on the way to another database, or back from an update. */
export const MOVING = [
  {
    name: 'half-moved-is-refused',
    file: 'server/src/db/prepare.ts',
    from: '  await refuseHalfMoved(database)\n',
    to: '',
    test: MOVE,
    postgres: true,
    title: CUT_SHORT,
  },
  {
    name: 'moved-rows-are-compared',
    file: 'server/src/db/moving/move.ts',
    from: 'if (next.done || lineOf(next.value) !== lineOf(row)) return null',
    to: '',
    test: MOVE,
    postgres: true,
    title: CUT_SHORT,
  },
  {
    name: 'no-move-beside-a-server',
    file: 'server/src/db/moving/source.ts',
    from: 'if (await isInUse(from)) throw',
    to: 'if (from.engine === undefined) throw',
    test: MOVE,
    postgres: true,
    title: THERE_AND_BACK,
  },
  {
    name: 'way-back-loses-nothing',
    file: 'server/src/db/going-back.ts',
    from: 'if (changes.length > 0)',
    to: 'if (changes.length > 1_000)',
    test: 'server/test/upgrade.test.ts',
    title: 'is brought up to date and back, and lived in; then nothing takes it back',
  },
]
