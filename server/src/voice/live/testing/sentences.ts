/** Of which replies are made that are cut anywhere: short and long, with commas and numbers. */
export const SENTENCES = [
  'Well, that is a good thought.',
  'The first point is short.',
  'The second one, which is a little longer, has two commas.',
  'Yes!',
  'It was in 1848, or so they say, in a small town by the river.',
]
