/**
 * Every number the engine decides by, with its unit, and where it comes from. `docs/voice-engine.md` says what turning one does. Times are
 * in milliseconds.
 */

/** One frame of sound. */
export const FRAME_MS = 20
export const FRAME_SAMPLES = 320

export const HEARING = {
  /** From here on a frame counts as speech; the detector's scale is 0–1. */
  speechFrom: 0.5,
  /** Below this it is as good as still: the closed lips of a p are, the hiss after them is not. */
  stillBelow: 0.3,
  /** Voiced sound before a turn is believed to have begun: a spoken "yes" has 120 and more, a click or a cough less. */
  startMs: 80,
  /** Sound kept from before that. voice.md asks for 300; a first syllable that is only breath needs more. */
  preRollMs: 500,
  /** The same where nothing sounds that could come back in it: in the noise of a fan the first two words may be too weak to begin a turn. */
  alonePreRollMs: 800,
  /** Sound of the next turn that is kept while the one before is still being written down. */
  spilloverMs: 10_000,
  /** Speech in a pause before the turn is taken to go on: a smack of the lips is shorter. */
  resumeMs: 60,
  /** The same with hardly a voice in it: behind the closed lips of a p the last syllable is soon over, and without it what was written down lacks a word. */
  restMs: 80,
  /** Frames that stay away this long are not late: the far end is silent, asleep or gone. */
  framesLostMs: 2_000,
  /** After a gap like this what comes late is the rest of a burst, or somebody who was muted: how late sound comes is found anew. */
  lateMs: 100,
  /** By so much a frame the far end's clock may run slower: one part in a hundred. */
  driftMs: 0.2,
} as const

export const TURN = {
  /** Silence after which recognition begins. Half of what a short answer may wait (V8), so that the other half is the recogniser's. */
  provisionalMs: 160,
  /** The same where a whole segment has to be written down first, which takes longer; most gaps within a sentence are shorter. */
  segmentProvisionalMs: 120,
  /** Where nothing sounds any more it begins at once, and is dropped when they go on. */
  stillProvisionalMs: 60,
  /** Into a reply nobody waits for an answer, and who has spoken for so long already is no short answer: then every last consonant is waited for. */
  overlapProvisionalMs: 160,
  shortSpeechMs: 1_200,
  longProvisionalMs: 240,
  /** What a short, whole answer waits, from quick to patient. V8: at most 400 for most people. */
  shortMs: [180, 340],
  /** Words a short answer has at most; Japanese has no spaces, there it is characters. */
  shortWords: 4,
  shortCharacters: 10,
  /** What a turn waits whose end is neither clear nor unlikely, from quick to patient. Pauses within turns are mostly below 1,000. */
  usualMs: [380, 1_500],
  /** From here on a text may stand as it is; the scale is 0–1. */
  completeFrom: 0.7,
  /** What a whole sentence waits, as a part of the usual: the budget of voice.md has 300. */
  completePart: 0.55,
  /** Below this a text hardly can ("if it rains"), and the usual wait is so many times as long. */
  doubtfulBelow: 0.5,
  doubtfulTimes: 2,
  /** Whoever may be speaking again is not cut off in their first sound; a resumption is believed by then. */
  stirsMs: 200,
  /** Up to here a text is dangling ("because", "let me think"). */
  danglingUpTo: 0.2,
  /** What a dangling text waits, from quick to patient. V8: at least 4,000. */
  danglingMs: [4_200, 7_000],
  /** Sound like speech in which a streaming recogniser finds no new word for so long is somebody else's. */
  wordlessMs: 1_500,
  /** Unbroken "speech" that is longer is a television (voice.md). */
  unbrokenMs: 30_000,
  /** A turn that is longer ends at its next pause; what is kept of it stays below 6 MB. */
  longestMs: 180_000,
  /** The same in characters: some nine minutes of speech. A turn may have 8,000, and an utterance more may be on its way. */
  longestText: 7_000,
  /** Where words come without sound: how long they may stay as they are before they count as final, and after "done". */
  unsettledMs: 1_500,
  unsettledCommitMs: 500,
  /** Below this confidence the learner is asked again. */
  confidenceFrom: 0.35,
} as const

export const HABITS = {
  /** Pauses remembered: some twenty turns, so that a quick day after a slow one is noticed. */
  kept: 60,
  /** Fewer say nothing about a person. */
  needed: 2,
  /** The share of pauses that must fit into the wait. */
  covered: 0.8,
  /** Room above that. */
  margin: 1.2,
  /** No learnt pause is waited for longer. */
  longestMs: 3_000,
  /** Whoever speaks again this soon after their turn was ended had not finished it. */
  cutOffMs: 2_000,
  /** Unless they have heard more of the answer than this: nobody finds words to it sooner (voice.md: 600 and more). */
  reactionMs: 800,
  /** So many pauses that were waited for weighs one that was not: it decides at once, and for a dozen turns. */
  cutOffCounts: 2,
} as const

export const INTERRUPTION = {
  /** Without words after this, the reply goes on (voice.md, stage 4), unless somebody with a voice is still speaking. */
  wordsWithinMs: 700,
  /** Whoever speaks has finished a word by then: long ones take 700, and a stream tells a fifth of a second later. */
  firstWordMs: 1_200,
  /** Where words come only after the end of speech, so much continuous speech interrupts (voice.md, stage 4). */
  voicingMs: 900,
  /** The share of it in which a voice has to be heard: sentences have 0.28 and more, the ringing of a telephone half of that. */
  voicedShare: 0.25,
  /** What somebody has spoken at least when a reply is paused, and at most: before that it was an echo. */
  leadMs: [140, 280],
  /** Silence up to this belongs to the same speech: stops and breaths within sentences. */
  bridgedMs: 300,
  /** Silence after which an "mm-hmm" that was understood is over. Some consonants are longer; then it is paused once more. */
  quietMs: 60,
  /** The same for a brief sound whose words are not known yet, where the ear does not say so before (`overStillMs` of the overlap). */
  briefQuietMs: 120,
  /** Longer speech is no single "mm-hmm": its words are waited for although it may be over. */
  briefMs: 440,
  /** How long after it: a stream tells its last word 160 (most 270) later, a segment is written down within 430. */
  wordsAfterMs: 320,
  segmentAfterMs: 500,
  /** No pause is judged longer, whatever happens. */
  judgedWithinMs: 1_800,
  /** How often a far end is told to keep waiting: after 4,000 without a word a browser goes on. */
  toldAgainMs: 1_500,
  /** How long a reply is held after "wait". */
  heldMs: 30_000,
  /** Speech that began so soon after a reply's sound may be its echo: a room and a player's buffer. */
  echoTailMs: 400,
  /** Where in a reply's sound the words are that may come back in front of a learner's: before they began, and after. */
  echoAroundMs: [-1_000, 1_200],
  /** And how many. */
  echoWords: 3,
  /** The same at the end of a reply. */
  echoTailWordsMs: [-1_500, 0],
  /** How far ahead of what was reported a reply may sound, and how many of its words may come back behind a learner's. */
  echoAheadMs: 600,
  echoBehindWords: 6,
} as const

export const RECOGNITION = {
  /** A recogniser that is slower is taken to be gone; the sound is kept. */
  withinMs: 8_000,
  /** What a stream gets to say what is missing; then the words so far stand. */
  flushedWithinMs: 1_000,
  /** A pause that is longer ends a segment: what was written down of it is not written down again. */
  sealedMs: 800,
} as const

export const SPEAKING = {
  /** A reply that lets wait longer is given up and owed (voice.md). */
  thinkingMs: 15_000,
  /** A voice that is silent for longer in mid-reply is given up (voice.md). */
  silentMs: 2_000,
  /** A tool that runs for longer is worth a word. */
  toolMs: 1_000,
  /** Sound that may be unreported when all of it has been heard: a player reports five times a second. */
  unreportedMs: 60,
  /** How much of a reply is heard before it is told when it began: of several reports, some come in time. */
  measuredMs: 600,
  /** After this without a report, a reply whose time is over has ended. */
  unreportedEndMs: 1_500,
  /** What an interrupted clause gets to arrive in full, silently, so that its length is known. */
  drainMs: 1_500,
  /** What a far end gets to tell where it fell silent: there and back, and its loudspeaker. */
  lastReportMs: 200,
  /** A far end's own voice, in milliseconds a character: slower than any, so that less is claimed than was heard. */
  slowestCharacterMs: 110,
  /** The same as voices are, to know when it may be over. */
  usualCharacterMs: 65,
  /** How much slower "slower" is, and the slowest. */
  slower: 0.85,
  slowestRate: 0.5,
} as const

export const SESSION = {
  /** How often the session looks at the clock while something is going on. What cannot wait so long is told by sound, or has its own time. */
  beatMs: 100,
  /** How often safe sound is acknowledged. */
  ackMs: 400,
  /** A brain that does not end is left behind. */
  endsWithinMs: 2_000,
  /** Frames of a wrong size that come within this time are one burst, told once. */
  burstMs: 5_000,
} as const

/** A number between the quick one and the patient one. `slider` is 0–1. */
export const between = ([quick, patient]: readonly [number, number], slider: number) =>
  quick + (patient - quick) * Math.min(1, Math.max(0, slider))
