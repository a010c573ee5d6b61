/**
 * How intents sound in a language. Each expression is tried on one sentence as plain keys — lower case, no apostrophes, no
 * marks, one blank between words, at most 40 words — so none needs to guard against long or odd input.
 */
export interface Phrases {
  /** What may stand before and after a farewell; taken off first. */
  around: RegExp
  /** Words to begin with before one comes to the point; taken off first. */
  softly: RegExp
  /** A whole sentence that takes leave. */
  farewell: RegExp[]
  command: RegExp[]
  question: RegExp[]
  reflection: RegExp[]
  /** Two different ones of these open the points of a list. */
  ordinals: RegExp
  /** Announces a list: "three kinds". */
  announced: RegExp
}

const leave = '(?:go|leave|run|stop|finish|end|head off|head out|dash)'
const ending = '(?:stop|finish|end|pause|close|leave|quit|exit|wrap up)'
const whenOver =
  '(?: (?:it|here|there|now|for now|then|today|for today|tonight|for tonight|for the day|for this evening|the day|at that|off|soon|again|tomorrow|later|this|this week|off here|up|up here|it up|it here|it up here|to bed|to sleep|home|to work))*'
const auxiliary =
  '(?:do|does|did|dont|doesnt|didnt|can|could|cant|couldnt|should|shouldnt|would|wouldnt|will|wont|shall|have|has|had|havent|hasnt|hadnt|am|are|arent|is|isnt|was|wasnt|were|werent|may|might|must)'
const someone =
  '(?:i|you|he|she|it|we|they|this|that|these|those|there|the|a|an|my|your|our|their|his|her|its|any|all|some|every|both|everyone|anyone|people|one)'
const feeling =
  '(?:stuck|confused|lost|overwhelmed|frustrated|proud|worried|surprised|afraid|unsure|anxious|nervous|bored|amazed|tired|enjoying|struggling|starting to|beginning to|getting (?:better|worse|the hang)|not sure|not certain|not confident|unsure)'

export const ENGLISH: Phrases = {
  around:
    /^(?:(?:ok|okay|so|well|now|then|alright|all right|right|great|cool|good|fine|perfect|thanks|thank you|very much|so much|a lot|for your help|for everything|for today|i (?:think|guess|believe|suppose)|maybe|please|and|but|just|oh|yes|yeah|no)(?: |$))+|(?: (?:ok|okay|then|thanks|thank you|very much|so much|a lot|for your help|for everything|please|my friend|friend|my dear|companion|everyone|good night|i think|i guess|bye|goodbye))+$/g,
  softly:
    /^(?:(?:and|but|so|ok|okay|well|now then|right|alright|yes|yeah|no|um|uh|er|hmm|oh|hey|hi|hello|please|just|actually|maybe|also|anyway|because|then|i (?:think|guess|suppose|believe)|it turns out(?: that)?|turns out(?: that)?) )+/,
  farewell: [
    /^(?:bye|goodbye|bye bye|good bye|good night|goodnight|farewell|cheerio|so long|quit|exit|take care|im off|im out|thats a wrap|enough for (?:now|today|tonight))$/,
    /^(?:bye|goodbye|good bye|good night|goodnight)(?: (?:for now|for today|then|dear|everybody|till|until|tomorrow|see you))+/,
    /^(?:see (?:you|ya)|(?:ill |i will )?(?:talk|speak) to you|talk|catch you|till|until)(?: (?:all|then|next time|next week|later|soon|tomorrow|around|again|on|monday|tuesday|wednesday|thursday|friday|saturday|sunday))+$/,
    /^have an? (?:nice|good|great|lovely|wonderful) (?:day|evening|night|weekend|one|time|week)$/,
    new RegExp(
      `^(?!(?:stop|pause|close|leave|finish|end)(?: it| now)?$)(?:(?:lets|let us|we (?:can|could|should)|(?:shall|can|could|should) we|can i|i want to|i need to|i have to|id like to|i would like to|i should|i will|ill|i) )?${ending}${whenOver}(?: (?:the|this|our))?(?: (?:session|conversation|chat|talk))?(?: (?:here|now|for today))?$`,
    ),
    new RegExp(
      `^(?:lets|let us|we (?:can|could|should)|(?:shall|can|should) we|i want to|id like to|i would like to) (?:leave it|call it a (?:day|night)|wrap (?:it |this )?up|end it)${whenOver}$`,
    ),
    /^(?:lets|let us|we (?:can|will|could)) (?:continue|go on|resume|carry on|talk)(?: (?:this|it|again))?(?: (?:tomorrow|later|next time|another (?:day|time)|some other time))$/,
    // A bare "that's it" answers "what else?"; leaving takes a time or a "for me".
    /^(?:thats|that is|this is|that was|that will be|thatll be|thats really) (?:all|it|enough|everything)(?: (?:i have|i had|i wanted to say))?(?: (?:for|from) (?:me|today|now|tonight|this evening|the day|this session)| today| tonight)+$/,
    new RegExp(
      `^(?:i have(?: got)? to|ive got to|i need to|i got to|i gotta|gotta|got to|i must|i should|i really have to|i better|id better|i had better)(?: (?:get going|be going|be off|${leave}))${whenOver}(?: talk to you later| talk to you soon| see you later| see you)?$`,
    ),
    new RegExp(
      `^(?:i am|im|we are|were) (?:all )?(?:done|finished|leaving|heading (?:out|off|home)|off|going to bed|going to sleep|going now)${whenOver}$`,
    ),
    /^(?:its )?time (?:to (?:go|stop|sleep|leave)(?: to bed| home| now)?|for bed)$/,
  ],
  command: [
    /^(?:can|could|would|will) you (?:please )?(?:repeat|summari[sz]e|recap|stop|slow|speak up|quiz|test|remind|search|list|read|delete|save)\b/,
    /^(?:summari[sz]e|recap|repeat|translate|cancel|pause|stop|wait|continue|louder|slower|faster|quieter|undo)$/,
    /^(?:summari[sz]e|recap|repeat|translate) (?:what|that|this|it|my|our|the|everything|please|all)\b/,
    /^(?:say|read) (?:that|it|this|my|me|back|them)\b|^tell (?:that|it) again\b/,
    /^(?:quiz|test|remind|ask) (?:me|us)\b/,
    /^(?:search|look|browse) (?:for|up|through|in)\b/,
    /^(?:find|show|list|open|name) (?:me |us )?(?:my|all|the|what|everything|some|a|any|every|three|five|ten)\b/,
    /^(?:delete|erase|remove|forget|undo|save|store|bookmark|note|keep|mark|remember|write down) (?:that|this|it|what|my|the last|everything|down)\b/,
    /^(?:slow down|speed up|be quiet|shut up|hold on|hang on|wait (?:a|for|until|please)|one moment|one second|go back|carry on|go on|keep going|stop (?:talking|speaking|it|that|listening|please))\b/,
    /^(?:speak|talk) (?:louder|slower|slowly|faster|up|more|quieter|softer)\b/,
    /^(?:please )?give me (?:a|an|some|another|the|one|two|three|five|ten|my)\b/,
    /^(?:lets|let us) (?:change|switch|talk about|speak about|review|go (?:back|over|through)|practi[sc]e|move on|continue|start|begin|do|try|look at)\b/,
    /^(?:start|begin|open|make|create) (?:a|an|the|over|again) ?(?:new )?(?:session|conversation|chat|topic|note|list|over|again)?\b/,
  ],
  question: [
    /^(?:whats|wheres|whos|hows|whens|whys|how come|what about|how about|what if|what else)\b/,
    new RegExp(`^(?:what|who|whom|whose|where|when|why|how)(?: exactly)? ${auxiliary}\\b`),
    /^(?!what (?:i|we|you|he|she|they|it|matters|counts|helps|works|remains|happens|makes|follows|surprises) )(?:which|whose|what|how (?:much|many|often|long|far|big|fast|deep|old|strong|well|large|high|hot))\b(?: [^ ]+){0,3} (?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had)\b/,
    // "who I am is no secret" and "what counts is practice" tell; "what makes popcorn pop" asks.
    /^(?!(?:what|who|why|which)(?: [^ ]+){1,6} (?:is|are|was|were)(?: |$))(?:which|who|why|what [^ ]+s) [^ ]+/,
    /^(?:what|why|how|who|where|when|which)$/,
    new RegExp(`^${auxiliary} (?:not )?${someone}\\b`),
    /^(?:do|does|did|is|are|was|were) (?!not|nothing|is|are|was|were|means|your)[^ ]+ [^ ]+/,
    /^(?:can|could|should|would) [^ ]+ (?!.*\b(?:is|are|was|were)\b)[^ ]+/,
    /^(?:explain|define|describe|clarify) /,
    /^(?:tell|teach|show) me (?:about|what|why|how|more|who|when|where|which|whether|if|something about)\b/,
    /^i (?:just )?(?:wonder|wondered|am wondering|was wondering)\b|^im wondering\b/,
    /^(?:id like|i would like|i want|i wanted|i need|id love) to (?:know|understand (?:what|why|how)|ask|hear)\b/,
    /^(?:any (?:idea|ideas|thoughts)|help me understand|i have (?:a|another|one) question|my question is|the question is (?:what|why|how|whether))\b/,
    /\b(?:isnt|doesnt|arent|wasnt|werent|dont|didnt|cant|wont|wouldnt) (?:it|they|he|she|we|you|i|that|there)$/,
  ],
  reflection: [
    /^(?:i|ive|i have|we)(?: (?:just|now|only|also|have|suddenly|finally|then|later|already|never))* (?:reali[sz]ed?|noticed?|understood|discovered)\b/,
    /^(?:i|we)(?: (?:really|still|just|also|kind of|sort of|often))* (?:feel|felt)\b/,
    new RegExp(
      `^(?:i am|im|i was|i feel|i felt|i got|i get|we are)(?: (?:so|still|really|a bit|a little|very|quite|totally|completely|pretty|just|also|always|now|often))* ${feeling}\\b`,
    ),
    /^i(?: (?:really|still|just|simply|also|honestly))* (?:dont|do not|cant|cannot|didnt|couldnt|can not)(?: (?:really|quite|fully|even|yet))* (?:understand|get|see|follow|remember|grasp|know (?:how|why|where|what)|wrap)\b/,
    /^i (?:still |always |often |really )?(?:find|found) (?:it|this|that|these|the .* (?:hard|difficult|easy|interesting|confusing)|myself)\b/,
    /^i (?:really )?used to (?:think|believe|struggle|find|hate|love|avoid|assume)\b/,
    /^(?:looking back|in hindsight|in retrospect|on reflection|thinking about it)\b/,
    /^(?:it|that|this|things|everything)(?: (?:has|have|finally|suddenly|now|all|just))* (?:clicked|clicks|dawned on|occurred to me|struck me|makes sense|make sense|made sense|feels|felt)\b/,
    /^(?:that|this|it) (?:was|is) (?:(?:much|a lot|far|way|a bit|really|so) )*(?:harder|easier|tougher|simpler|more difficult|more fun) than\b/,
    /^i (?:still |really |always |often )*(?:struggle|struggled|keep (?:forgetting|mixing|confusing|making|getting)|kept|tend to|regret|wish i|hope i|doubt)\b/,
    /^(?:i have|ive) been (?:thinking|struggling|reflecting|avoiding)\b/,
    /^i (?:have|had) (?:trouble|difficulty|difficulties|doubts|mixed feelings)\b/,
    /^i was (?:wrong|mistaken|surprised|amazed)\b/,
    /^my (?:biggest|main|worst|greatest|best|own) (?:mistake|problem|difficulty|weakness|strength|insight|takeaway|fear)\b/,
    /^what (?:i|ive) (?:have )?(?:learned|learnt|reali[sz]ed|noticed|found|took|take|understood)\b/,
    /^i (?:finally |really )?(?:get|see|understand) (?:it|this|that) now$/,
    /^(?:now|finally|suddenly) (?:i|it) (?:finally )?(?:see|understand|get|know|makes|reali[sz]e)\b/,
    /^(?:i|ive|i have) changed my mind\b|^i should have\b|^i (?:think )?(?:i )?finally\b/,
  ],
  ordinals:
    /\b(?:firstly|secondly|thirdly|fourthly|first|second|third|fourth|finally|lastly|(?:step|number|point) (?:one|two|three|four)|(?:one|two|three) is|then|next|and also)\b/g,
  announced:
    /\b(?:two|three|four|five|six|seven|eight|nine|ten|several|many|some|the|my) (?:main |different |important |big )?(?:things?|kinds?|types?|parts?|reasons?|steps?|sorts?|ways?|points?|ingredients?|goals?|examples?|elements?|stages?|seasons?|rules?|causes?|items?)\b/,
}
