import type { MemoryKind } from '@lva/contracts/memories'

/** A fact that somebody told about themselves. `told`: words of it that a memory of it has to hold; `ends`: names of facts it puts an end to. */
export interface Told {
  name: string
  kind: MemoryKind
  told: string
  ends?: string[]
}

/** One turn of the diary. `facts`: all that is to be remembered of it; `trap`: why there is nothing, where it looks as if there were. */
export interface DiaryTurn {
  day: number
  said: string
  /** What the companion answers; what is only said here is no fact. */
  replied: string
  facts: Told[]
  trap?: 'question' | 'hypothetical' | 'quoted' | 'somebody else' | 'echo' | 'again' | 'no fact'
}

type Line = [day: number, said: string, kind: MemoryKind, name: string, told: string, ends?: string]

// What happens to Mara over ninety days. Some of it changes, and then the earlier is no longer true.
const FACTS: Line[] = [
  [1, 'Hello, my name is Mara and I want to get better at explaining things.', 'name', 'name', 'Mara'],
  [1, 'I live in Hamburg, close to the harbour.', 'place', 'home', 'Hamburg'],
  [1, 'I work as a nurse at the children’s hospital.', 'work', 'job', 'nurse'],
  [2, 'My sister Lena lives in Porto with two dogs.', 'relation', 'sister', 'Porto'],
  [2, 'I love black coffee in the morning.', 'preference', 'coffee', 'coffee'],
  [3, 'I’m learning Portuguese because of her.', 'study', 'portuguese', 'Portuguese'],
  [4, 'My goal is to read a whole novel in Portuguese.', 'goal', 'novel', 'novel'],
  [5, 'I think glaciers are the most patient sculptors there are.', 'opinion', 'glaciers', 'sculptors'],
  [6, 'My birthday is on the 14th of June.', 'date', 'birthday', 'June'],
  [7, 'I hate getting up before six.', 'preference', 'rising', 'six'],
  [8, 'I play the cello in an amateur orchestra.', 'fact', 'cello', 'cello'],
  [9, 'I’m allergic to walnuts, which is a pity.', 'fact', 'walnuts', 'walnuts'],
  [10, 'I believe that group work makes shy people quieter.', 'opinion', 'groups', 'quieter'],
  [11, 'My exam is on the 3rd of May.', 'date', 'exam', 'May'],
  [12, 'I prefer trains to planes whenever I can.', 'preference', 'trains', 'trains'],
  [13, 'My boyfriend Jonas is a carpenter.', 'relation', 'boyfriend', 'carpenter'],
  [14, 'I want to run ten kilometres without stopping.', 'goal', 'run', 'kilometres'],
  [15, 'I grew up in a village near Bremen.', 'place', 'childhood', 'Bremen'],
  [16, 'I speak German, English and a little Danish.', 'fact', 'languages', 'Danish'],
  [17, 'I think the cello sounds like a person humming.', 'opinion', 'humming', 'humming'],
  [18, 'My favourite composer is Fauré.', 'preference', 'composer', 'Fauré'],
  [19, 'I’m studying anatomy for the ward exam.', 'study', 'anatomy', 'anatomy'],
  [20, 'I don’t like podcasts with two hosts who laugh a lot.', 'preference', 'podcasts', 'podcasts'],
  [21, 'My grandmother was born in Riga.', 'relation', 'grandmother', 'Riga'],
  [22, 'I have a grey cat called Pixel.', 'fact', 'cat', 'Pixel'],
  [23, 'In my opinion, exams measure nerves more than knowledge.', 'opinion', 'exams', 'nerves'],
  [24, 'I plan to visit Lena in September.', 'goal', 'visit', 'September'],
  [25, 'I enjoy long walks along the Elbe.', 'preference', 'walks', 'Elbe'],
  [26, 'I am vegetarian, so the canteen is easy.', 'fact', 'vegetarian', 'vegetarian'],
  [27, 'We moved to Berlin last weekend, boxes everywhere.', 'place', 'home2', 'Berlin', 'home'],
  [28, 'I started a new job at a clinic in Neukölln.', 'work', 'job2', 'clinic', 'job'],
  [29, 'I think Berlin is too loud for reading.', 'opinion', 'loud', 'loud'],
  [30, 'My teacher Dona Rosa says nothing twice.', 'relation', 'teacher', 'Rosa'],
  [31, 'I want to learn to bake bread with sourdough.', 'goal', 'bread', 'sourdough'],
  [32, 'I love the smell of the bakery downstairs.', 'preference', 'bakery', 'bakery'],
  [33, 'I can’t stand the taste of liquorice.', 'preference', 'liquorice', 'liquorice'],
  [34, 'I’m afraid of speaking in front of many people.', 'fact', 'afraid', 'speaking'],
  [35, 'My wedding is on the 20th of August.', 'date', 'wedding', 'August'],
  [36, 'I believe photosynthesis is the most generous thing plants do.', 'opinion', 'generous', 'generous'],
  [37, 'I don’t drink coffee any more, only tea.', 'preference', 'coffee2', 'tea', 'coffee'],
  [38, 'I hope to sing in a choir again one day.', 'goal', 'choir', 'choir'],
  [39, 'My brother Til works at a brewery.', 'relation', 'brother', 'brewery'],
  [40, 'I go to a night class at the adult education centre.', 'study', 'class', 'class'],
  [41, 'I prefer writing by hand to typing.', 'preference', 'hand', 'hand'],
  [42, 'I have a younger brother and an older sister.', 'fact', 'siblings', 'younger'],
  [43, 'I gave up on the novel in Portuguese.', 'goal', 'novel2', 'novel', 'novel'],
  [44, 'I think tides are easier to feel than to explain.', 'opinion', 'tides', 'tides'],
  [45, 'I’m 34 years old and still cannot whistle.', 'fact', 'age', '34'],
  [46, 'My neighbour Frau Petrov teaches mathematics.', 'relation', 'neighbour', 'mathematics'],
  [47, 'I like explaining things with drawings.', 'preference', 'drawings', 'drawings'],
  [
    48,
    'I changed my mind about group work: I think it helps when roles are clear.',
    'opinion',
    'groups2',
    'roles',
    'groups',
  ],
  [49, 'I am trying to sleep eight hours every night.', 'goal', 'sleep', 'eight'],
  [50, 'I’m studying statistics now, on Tuesdays.', 'study', 'statistics', 'statistics'],
  [51, 'I enjoy crossword puzzles in the bath.', 'preference', 'puzzles', 'crossword'],
  [52, 'My father is a retired sailor.', 'relation', 'father', 'sailor'],
  [53, 'I used to play handball at school.', 'fact', 'handball', 'handball'],
  [54, 'I find regression lines strangely comforting.', 'opinion', 'regression', 'comforting'],
  [55, 'I don’t like flying, it makes me dizzy.', 'preference', 'flying', 'flying'],
  [56, 'I finally managed to run ten kilometres without stopping!', 'goal', 'run2', 'kilometres', 'run'],
  [57, 'I want to write a small guide for new nurses.', 'goal', 'guide', 'guide'],
  [58, 'I think sourdough smells like apples on a good day.', 'opinion', 'apples', 'apples'],
  [59, 'My interview is on the 9th of July.', 'date', 'interview', 'July'],
  [60, 'I got a job as a ward manager.', 'work', 'job3', 'manager', 'job2'],
  [61, 'I love the quiet of the ward at four in the morning.', 'preference', 'quiet', 'quiet'],
  [62, 'My friend Aylin studies law in Leipzig.', 'relation', 'friend', 'law'],
  [63, 'I no longer think exams measure nerves more than knowledge.', 'opinion', 'exams2', 'exams', 'exams'],
  [64, 'I own an old bicycle with three gears.', 'fact', 'bicycle', 'bicycle'],
  [65, 'I prefer podcasts about history these days.', 'preference', 'history', 'history'],
  [66, 'My exam has been moved, it is on the 17th of May.', 'date', 'exam2', '17th', 'exam'],
  [67, 'I believe mistakes are the only honest teachers.', 'opinion', 'mistakes', 'honest'],
  [68, 'I am going to apply for the course in Lisbon.', 'goal', 'course', 'Lisbon'],
  [
    69,
    'Jonas and I are moving to Potsdam; actually, since yesterday I live in Potsdam.',
    'place',
    'home3',
    'Potsdam',
    'home2',
  ],
  [70, 'I like the lakes here more than I expected.', 'preference', 'lakes', 'lakes'],
  [71, 'I am married now, it still sounds odd.', 'fact', 'married', 'married'],
  [72, 'My husband Jonas builds staircases.', 'relation', 'husband', 'staircases'],
  [73, 'I think medicine needs more humour.', 'opinion', 'humour', 'humour'],
  [74, 'I hate formulas without a picture.', 'preference', 'formulas', 'formulas'],
  [75, 'I’m learning to sail on the Havel.', 'study', 'sail', 'sail'],
  [76, 'I quit the night class.', 'study', 'class2', 'class', 'class'],
  [77, 'I have asthma, but it is mild.', 'fact', 'asthma', 'asthma'],
  [78, 'My goal is to pass the ward exam at the first try.', 'goal', 'pass', 'ward'],
  [79, 'I love tea with ginger in it.', 'preference', 'ginger', 'ginger'],
  [80, 'I think patience is a skill and not a gift.', 'opinion', 'patience', 'skill'],
  [81, 'I play the cello only on Sundays these days.', 'fact', 'cello2', 'Sundays'],
  [82, 'My mother is learning to swim at sixty.', 'relation', 'mother', 'swim'],
  [83, 'I don’t like trains any more, they are always late.', 'preference', 'trains2', 'late', 'trains'],
  [84, 'I want to build a bookshelf with Jonas.', 'goal', 'bookshelf', 'bookshelf'],
  [85, 'I am a member of the chess club.', 'fact', 'chess', 'chess'],
  [86, 'I believe everybody can learn to draw.', 'opinion', 'draw', 'draw'],
  [87, 'I passed the ward exam at the first try.', 'goal', 'pass2', 'exam', 'pass'],
  [88, 'I enjoy teaching the new colleagues.', 'preference', 'teaching', 'colleagues'],
  [89, 'Please call me Ma from now on.', 'name', 'name2', 'Ma', 'name'],
  [90, 'I think I explain things better than in spring.', 'opinion', 'better', 'better'],
]

// Said again in the same or other words: nothing new.
const AGAIN: Array<[number, string]> = [
  [5, 'I live in Hamburg.'],
  [9, 'As I said, I love black coffee in the morning.'],
  [16, 'I live in Hamburg, as you know.'],
  [18, 'I’m learning Portuguese.'],
  [24, 'My name is Mara.'],
  [29, 'I’m allergic to walnuts.'],
  [34, 'I live in Berlin now.'],
  [40, 'I want to learn to bake bread with sourdough.'],
  [45, 'I really hate getting up before six.'],
  [53, 'I speak German, English and a little Danish.'],
  [58, 'I think glaciers are the most patient sculptors.'],
  [66, 'I like explaining things with drawings!'],
  [72, 'I live in Potsdam.'],
  [79, 'My favourite composer is Fauré, still.'],
  [84, 'I have a grey cat called Pixel.'],
]

// The companion says it first, and the learner only nods or repeats it.
const ECHOES: Array<[number, string, string]> = [
  [
    12,
    'You told me that you live in Hamburg, close to the harbour. Is that still so?',
    'Yes, I live in Hamburg, close to the harbour.',
  ],
  [
    22,
    'You said you love black coffee in the morning.',
    'You said I love black coffee in the morning, and it is true.',
  ],
  [31, 'You once said: "I’m allergic to walnuts".', 'Right: "I’m allergic to walnuts".'],
  [
    46,
    'On day 5 you said that glaciers are the most patient sculptors there are.',
    'Exactly, I think glaciers are the most patient sculptors there are.',
  ],
  [
    57,
    'You want to write a small guide for new nurses. How far is it?',
    'You say I want to write a small guide for new nurses. Not far.',
  ],
  [70, 'Your sister Lena lives in Porto with two dogs.', 'Yes, my sister Lena lives in Porto with two dogs.'],
  [80, 'You prefer writing by hand to typing.', 'True, I prefer writing by hand to typing.'],
  [86, 'You play the cello in an amateur orchestra, you said.', 'I play the cello in an amateur orchestra, right.'],
]

// Looks like a fact about Mara and is none.
const TRAPS: Array<[number, NonNullable<DiaryTurn['trap']>, string]> = [
  [3, 'question', 'Do I live too far north for olive trees?'],
  [6, 'hypothetical', 'If I lived in Madrid, I would have lunch at three.'],
  [8, 'quoted', 'The man in the book says "I live in Vienna and I hate waltzes".'],
  [10, 'somebody else', 'Aylin lives in Leipzig and works as a lawyer.'],
  [14, 'question', 'What do I want to know about tides?'],
  [17, 'hypothetical', 'Imagine I work at the South Pole: how would I keep warm?'],
  [20, 'quoted', 'In the poem it goes: “My name is nobody, I live in the wind.”'],
  [23, 'somebody else', 'He said I am a terrible cook.'],
  [27, 'no fact', 'I think so.'],
  [30, 'hypothetical', 'Suppose I study law; which books would I read first?'],
  [33, 'quoted', 'Ana told me: "I love black coffee in the evening".'],
  [36, 'no fact', 'I want to know why leaves are green.'],
  [39, 'question', 'Should I move to Dresden?'],
  [42, 'somebody else', 'They think I want to leave the orchestra.'],
  [47, 'no fact', 'I mean, I don’t know.'],
  [50, 'hypothetical', 'I wish I lived in Lisbon.'],
  [54, 'quoted', 'The main character says: "My birthday is on the 1st of May".'],
  [59, 'no fact', 'I like.'],
  [62, 'question', 'Where did I say I grew up?'],
  [65, 'somebody else', 'My book says I should drink more water.'],
  [68, 'hypothetical', 'I might live in Iceland if it were warmer.'],
  [71, 'quoted', 'She wrote: "I am a pilot and my husband is a diver".'],
  [74, 'no fact', 'I think we should go on with tides.'],
  [77, 'hypothetical', 'Pretend my name is Captain Nemo.'],
  [81, 'question', 'Is my goal too large?'],
  [85, 'somebody else', 'According to Til I hate surprises.'],
  [88, 'no fact', 'I want to ask you something.'],
]

// What she learns, and says: about the world and not about herself.
const LEARNT = [
  'Glaciers carve valleys in the shape of a U because the ice is heavy.',
  'A moraine is the rubble that a glacier leaves behind.',
  'Photosynthesis turns light, water and carbon dioxide into sugar.',
  'Chlorophyll swallows red and blue light and throws the green away.',
  'The moon pulls the water and so there are tides.',
  'A spring tide comes when sun and moon pull in one line.',
  'The heart has four chambers and a strict order.',
  'Valves keep the blood from going back.',
  'The mean moves when one value is far away, the median does not.',
  'A regression line is the one with the smallest squared errors.',
  'Sourdough is flour, water and a colony of yeasts and bacteria.',
  'Bacteria in the sourdough make acids that taste of yoghurt.',
  'The Portuguese subjunctive comes after words of doubt.',
  'In Portuguese, saudade is longing for what may not come back.',
  'A cello string sounds an octave higher when it is halved.',
  'Overtones are what tells a cello from a flute.',
  'Sails work like wings that stand upright.',
  'The keel keeps a boat from drifting sideways.',
]
const ANSWERS = ['What makes you say so?', 'Which part surprised you?', 'How would you draw that?', 'And then?']

/** The turns of a day; a day is a session. Days have four to seven turns, facts among what was learnt. */
export function hygieneDiary(): DiaryTurn[] {
  const turns: DiaryTurn[] = []
  for (let day = 1; day <= 90; day++) {
    const reply = (n: number) => ANSWERS[(day + n) % ANSWERS.length] ?? ''
    const learnt = (n: number): DiaryTurn => ({
      ...{ day, said: LEARNT[(day * 3 + n) % LEARNT.length] ?? '', replied: reply(n), facts: [] },
    })
    turns.push(learnt(0))
    for (const [, said, kind, name, told, ends] of FACTS.filter(([on]) => on === day))
      turns.push({ day, said, replied: reply(1), facts: [{ name, kind, told, ...(ends ? { ends: [ends] } : {}) }] })
    turns.push(learnt(1))
    for (const [, trap, said] of TRAPS.filter(([on]) => on === day))
      turns.push({ day, said, replied: reply(2), facts: [], trap })
    for (const [, said] of AGAIN.filter(([on]) => on === day))
      turns.push({ day, said, replied: reply(3), facts: [], trap: 'again' })
    for (const [, before, said] of ECHOES.filter(([on]) => on === day)) {
      turns.push({ ...learnt(2), replied: before })
      turns.push({ day, said, replied: reply(0), facts: [], trap: 'echo' })
    }
    if (day % 3 === 0) turns.push(learnt(3))
  }
  return turns
}
