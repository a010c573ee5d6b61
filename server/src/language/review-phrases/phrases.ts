/** What a learner may say in a review besides an answer. */
export type ReviewCommand =
  | 'repeat'
  | 'slower'
  | 'hint'
  | 'skip'
  | 'dont-know'
  | 'i-was-right'
  | 'undo'
  | 'explain'
  | 'later'
  | 'stop'
  | 'how-many-left'

/** Phrases by what they ask for, parted by commas; `around` are those that may stand beside them and ask for nothing. */
export type ReviewPhrases = Record<ReviewCommand | 'around', string>
