/** Something that happened on one day and was told over a few turns. Questions name the turns that answer them by their place. */
export interface Episode {
  told: string[]
  questions: Array<{ text: string; kind: string; at: number[] }>
  /** For questions about several episodes: what they have in common. */
  groups?: string[]
}

/** Everything of one matter, in the order it happens over the ninety days. */
export interface Thread {
  title: string
  episodes: Episode[]
  /** The question about a group of episodes, whose answer stands in the first turn of each. */
  together?: (group: string) => string
  /** The question about all episodes of a month; `when` reads "in March" or "last month". */
  monthly?: (when: string) => string
}

// The first turn names the matter and the second says what happened without naming it again, as people do.
const HIVES = [
  ['orchard', 'There were two queens in it, which nobody expected.', 'I took the older one out in a little cage.'],
  ['chapel', 'Half of the frames were eaten by wax moths.', 'The rest went into the freezer for two nights.'],
  ['railway', 'It had gone quiet and weighed almost nothing.', 'They had starved, and I blamed myself all evening.'],
  ['school', 'A mouse had nested between the bottom boards.', 'The children gave it a name before it ran off.'],
  ['mill', 'Everybody inside was covered in yellow rape pollen.', 'I counted eleven full combs.'],
  ['quarry', 'The swarm hung on the fence like a beard.', 'Two of us shook it into a basket.'],
  ['lake', 'The smoke made them furious for once.', 'I was stung four times on the left wrist.'],
  ['bakery', 'They were robbing their neighbours in broad daylight.', 'I made the entrance as narrow as a finger.'],
  ['vineyard', 'The comb was built crosswise, all of it.', 'I cut it straight with a bread knife.'],
  ['forester', 'A green woodpecker had hammered a hole in the lid.', 'A piece of slate covers it now.'],
]

export const bees: Thread = {
  title: 'bees',
  episodes: HIVES.map(([place, found = '', done = '']) => ({
    told: [`Spent the afternoon with the bees, at the hive behind the ${place}.`, found, done],
    questions: [
      { text: `What did I discover in the hive behind the ${place}?`, kind: 'neighbour', at: [1] },
      { text: `How did it end with the bees at the ${place}?`, kind: 'neighbour', at: [2] },
    ],
  })),
}

const BOOKS = [
  ['Ines', 'The Salt Road', 'the ending was far too tidy', 'She'],
  ['Tomas', 'A Winter in Lisbon', 'nobody in it ever eats', 'He'],
  ['Yusuf', 'The Cartographer', 'the maps were the best chapters', 'He'],
  ['Ines', 'Nine Lighthouses', 'it should be read aloud', 'She'],
  ['Hannah', 'Small Gods of the Valley', 'the footnotes were cruel', 'She'],
  ['Tomas', 'The Glass Orchard', 'the translation limps', 'He'],
  ['Yusuf', 'Letters from Trieste', 'it made him write to his brother', 'He'],
  ['Hannah', 'The Last Ferryman', 'the river was the real hero', 'She'],
  ['Ines', 'Bread and Ashes', 'the cooking scenes smelt right', 'She'],
  ['Hannah', 'Eleven Mirrors', 'she had guessed it on page ten', 'She'],
]

export const circle: Thread = {
  title: 'reading circle',
  episodes: BOOKS.map(([person, book, opinion, pronoun]) => ({
    told: [
      `Reading circle tonight: ${person} brought ${book}.`,
      `${pronoun} said that ${opinion}.`,
      'I mostly listened and drank too much tea.',
    ],
    questions: [
      { text: `What did ${person} think of ${book}?`, kind: 'name', at: [1] },
      { text: `Who was it that brought ${book} along?`, kind: 'single', at: [0] },
    ],
    groups: [String(person)],
  })),
  together: (person) => `Which books has ${person} brought to the reading circle?`,
}

const LESSONS = [
  ['the personal infinitive', 'para eu fazer and para mim fazer'],
  ['nasal vowels', 'pão and pau, to everybody’s delight'],
  ['ser and estar', 'being tired and being tiring'],
  ['the future subjunctive', 'quando for and quando fosse'],
  ['clitic pronouns', 'where the little words go after não'],
  ['diminutives', 'cafezinho and cafezito'],
  ['numbers over a thousand', 'the little e between the hundreds'],
  ['the imperative', 'ordering a friend and ordering a stranger'],
  ['compound tenses', 'tenho feito and fiz'],
  ['telephone phrases', 'who is calling and who is being called'],
]

export const lessons: Thread = {
  title: 'Portuguese',
  episodes: LESSONS.map(([topic, mixed]) => ({
    told: [
      `Portuguese lesson with Rui. We practised ${topic}.`,
      `I keep mixing up ${mixed}.`,
      'He gave me a page to fill in until next time.',
    ],
    questions: [
      { text: 'What did Rui practise with me in the Portuguese lesson {when}?', kind: 'date', at: [0] },
      { text: `What did I confuse after the lesson about ${topic}?`, kind: 'neighbour', at: [1] },
    ],
  })),
}

const DINNERS = [
  ['Tomas', 'mushroom risotto', 'half a bottle of white wine'],
  ['Hannah', 'a lentil stew', 'smoked paprika'],
  ['my brother', 'fish soup', 'saffron that I had hidden from myself'],
  ['Tomas', 'aubergine lasagne', 'an hour more than I had'],
  ['Hannah', 'pumpkin gnocchi', 'nutmeg, and patience'],
  ['my brother', 'onion tart', 'two kilos and many tears'],
  ['Tomas', 'a chickpea curry', 'coconut milk from the corner shop'],
  ['Hannah', 'stuffed peppers', 'rice that was not overcooked'],
  ['my brother', 'roast fennel', 'oranges'],
]

export const dinners: Thread = {
  title: 'kitchen',
  episodes: DINNERS.map(([guest, dish, needed]) => ({
    told: [`${guest?.replace(/^my/, 'My')} came for dinner and I cooked ${dish}.`, `It wanted ${needed}.`],
    questions: [
      { text: `For whom did I cook ${dish}?`, kind: 'single', at: [0] },
      { text: `What was needed for ${dish}?`, kind: 'neighbour', at: [1] },
    ],
    groups: [String(guest)],
  })),
  together: (guest) => `Which dishes have I been cooking when ${guest} came?`,
  monthly: (when) => `What did I cook for guests ${when}?`,
}

const RUNS = [
  ['six', 'the canal', 'My left knee complained on the bridges.'],
  ['nine', 'the canal', 'Hail for the last mile.'],
  ['four', 'the ridge', 'A dog came along for most of it.'],
  ['eight', 'the harbour', 'The new shoes rubbed my heel open.'],
  ['seven', 'the canal', 'Slow, and I did not mind.'],
  ['twelve', 'the ridge', 'I sang on the way down.'],
  ['five', 'the harbour', 'Fog so thick that I heard the ferry first.'],
  ['ten', 'the canal', 'Negative splits, by accident.'],
  ['three', 'the ridge', 'Turned round because of thunder.'],
  ['eleven', 'the harbour', 'Hannah overtook me without a word.'],
  ['thirteen', 'the canal', 'I finally understood why people stretch.'],
  ['fourteen', 'the ridge', 'The longest one so far.'],
]

export const runs: Thread = {
  title: 'running',
  episodes: RUNS.map(([distance, along, felt = '']) => ({
    told: [`Ran ${distance} kilometres along ${along} before work.`, felt],
    questions: [
      { text: 'How far did I run {when}?', kind: 'date', at: [0] },
      { text: 'How did it go when I ran {when}?', kind: 'date', at: [1] },
    ],
  })),
  monthly: (when) => `How many kilometres did I run ${when}?`,
}

const POTS = [
  ['teapot', 'celadon', 'The spout drips.'],
  ['butter dish', 'cobalt', 'The lid shrank more than the rest.'],
  ['jug', 'tenmoku', 'It ran down to the shelf.'],
  ['soup plate', 'shino', 'Tiny craters all over.'],
  ['vase', 'oxblood', 'It came out grey, of course.'],
  ['candlestick', 'turquoise', 'My favourite so far.'],
  ['bread crock', 'rutile', 'Cracked along the bottom.'],
  ['salt cellar', 'chrysanthemum yellow', 'Too small for any spoon.'],
  ['mortar', 'ironstone', 'Heavy enough to hold a door.'],
  ['birdbath', 'wisteria', 'A wren was in it within the hour.'],
]

export const pots: Thread = {
  title: 'pottery',
  episodes: POTS.map(([vessel, glaze, outcome = '']) => ({
    told: [`In the pottery I threw a ${vessel} and glazed it with ${glaze}.`, outcome],
    questions: [
      { text: `What have I been glazing with ${glaze}?`, kind: 'single', at: [0] },
      { text: `How did the ${vessel} from the pottery turn out?`, kind: 'neighbour', at: [1] },
      { text: `${misspelt(String(vessel))} glaze`, kind: 'typo', at: [0] },
    ],
  })),
}

const PROJECTS = [
  ['Mira', 'flood map', 'The deadline moved to the end of June.'],
  ['Oskar', 'tram timetable', 'Nobody had asked the drivers.'],
  ['Mira', 'noise survey', 'Three of the sensors were stolen.'],
  ['Leila', 'tree register', 'It counts the same chestnut twice.'],
  ['Oskar', 'bicycle counter', 'It takes prams for tandems.'],
  ['Leila', 'heat atlas', 'The mayor wants it in purple.'],
  ['Mira', 'water budget', 'The money is gone since Easter.'],
  ['Oskar', 'school routes', 'I have to redo my part by Friday.'],
  ['Leila', 'bench inventory', 'Somebody had sat on every one of them.'],
  ['Mira', 'snow plan', 'They laughed, in this weather.'],
]

export const projects: Thread = {
  title: 'work',
  episodes: PROJECTS.map(([person, project, outcome = '']) => ({
    told: [`At work ${person} presented the ${project}.`, outcome, 'I should speak up earlier in such meetings.'],
    questions: [
      { text: `What is the matter with the ${project}?`, kind: 'neighbour', at: [1] },
      { text: `Who gave the presentation of the ${project}?`, kind: 'single', at: [0] },
    ],
    groups: [String(person)],
  })),
  together: (person) => `What has ${person} presented at work so far?`,
  monthly: (when) => `Which projects were presented at work ${when}?`,
}

const STORIES = [
  ['the flood of her childhood', 'They carried the piano up the stairs, and the pig after it.'],
  ['her first wages', 'She bought red shoes and hid them for a month.'],
  ['the blackout', 'Her father read to everybody by the light of the stove.'],
  ['her wedding', 'It rained, and the cake arrived by tractor.'],
  ['the telegraph office', 'She still knows the whole alphabet in dots.'],
  ['the goose', 'It followed her to church and was sent home by the priest.'],
  ['the border', 'The guard was a cousin and looked the other way.'],
  ['the dance hall', 'Grandfather could not waltz and said so at once.'],
  ['the strike', 'They cooked for two hundred in the laundry.'],
  ['her sister’s letters', 'They are all in the biscuit tin, unopened since then.'],
]

export const stories: Thread = {
  title: 'grandmother',
  episodes: STORIES.map(([topic, story = '']) => ({
    told: [`Called grandmother, who wanted to talk about ${topic}.`, story, 'I must write these down properly.'],
    questions: [{ text: `What did grandmother tell me about ${topic}?`, kind: 'neighbour', at: [1] }],
  })),
}

/** In the longest word two neighbouring letters change places, as fingers do it. */
function misspelt(words: string): string {
  const word = words.split(' ').reduce((longest, one) => (one.length > longest.length ? one : longest))
  let at = Math.floor(word.length / 2)
  while (word.charAt(at) === word.charAt(at - 1)) at += 1
  return words.replace(word, word.slice(0, at - 1) + word.charAt(at) + word.charAt(at - 1) + word.slice(at + 1))
}
