import { irregularForms } from '../../../language/irregular.ts'

/**
 * Everyday English words which somebody who retells something brings of their own. A word that is neither here nor in a source is one of its
 * own subject ("methane", "logarithm"), and nobody may add such a one.
 */
const WORDS = `
  able accept accident accompany account accurate achieve act action active actual add additional affect afraid age agree aid aim air allow alone amount animal annual
  appear apply approach area argue arise arrange arrive aside ask attempt attract authority available average aware away back bad band bear beat become bed begin
  behave behaviour believe belong benefit big bind body bother bottom bound branch break brief bring broad build burn business busy buy calculate call calm care careful carry
  catch cause caution centre central certain chance change charge cheap check choose circumstance claim clean clear clever close closely cold collect colour combine come common
  compare complete concern condition conduct confirm confuse connect consist constant contain continue control convince cook correct cost count couple course cover create crew
  critical cross crucial current cut daily damage danger dangerous day dead deal death decade decide decline decrease deep defend define degree delay deliver demand deny depend
  describe design despite detail detect determine develop die differ different difficult direct direction disagree disappear discover discuss disease dispute distance distinct
  disturb divide doubt draw drive drop dry due early earn ease easy eat edge effect effective effort either employ empty enable encounter end enjoy enormous ensure enter entire
  environment equal escape especially essential establish even event eventual evidence exact examine example exceed except exchange exclude exist expand expect expensive
  experience experiment explain express extend extent external extra extreme face fact factor fail fair faithful fall familiar famous fast fear feature feel few field fight fill final
  find fine finish firm fit fix flow focus follow food force foreign form formal former fortunate free frequent fresh full function further future gain general gentle get
  give go good gradual great grind ground group grow guess guide half hand handle happen happy hard harm heart heat heavy help hide high hint hit hold hole home hope
  hot hour huge human hundred hurt idea identify ill imagine immediate impact imply important impossible improve include increase independent individual infer influence
  inform initial injure inside instance intend interest interpret introduce invent investigate involve issue join judge jump keep kill kind know lack land large last late lay lead
  learn least leave length less let level lie life lift light likely limit line link list little live local locate long look loose lose loss lot love low luck main maintain major
  make man manage mark material matter maximum mean measure meet member memory mere method middle mild mind minor miss mix model moderate modern moment money month more
  morning move much multiple name narrow nation natural near need new night nine normal note notice number object observe obtain obvious occasion occur offer often old open
  operate opinion opportunity oppose option order ordinary organise origin original outcome outside overall own pain part partial participant particular party pass past pattern pay
  peak people perform period permanent permit person pick picture piece place plan play please plenty point poor popular population position positive possible power practical
  practice precise predict prefer prepare presence present press pressure prevent previous price prior problem process produce product project promise prompt proof proper
  proportion propose protect prove provide public publish pull purpose push put quality quantity question quick quiet raise range rapid rare rate ratio reach react read ready real
  reason receive recent recognise record recover reduce refer reflect refuse regard region regular relate relative release rely remain remark remember remind remove repeat
  replace reply report require research respect rest restore result return reveal rich ride right rise risk role room rough round rule run safe same sample save scale scarce
  scatter scene science seal search season section secure see seek seem sell send sense sensitive separate series serious serve set settle severe shape share sharp shift
  shield short show side sight sign significant silent similar simple single sit site situation size skill slight slow small soft solid solve sort sound source south space speak special
  species specific speed spend spread stable stage stand standard start state stay steady step stick stop store story straight strange strict strike strong structure
  struggle study subject substance succeed successful sudden suffer sufficient suggest suit sum supply support suppose sure surface surprise survey survive suspect swift take talk
  target task teach tell temporary tend term test thank theory thick thin thing think thought threat throw tie tight time tiny today together tool top total touch track traffic train
  travel treat trend trip trouble true trust try turn type typical ultimate understand unit unite unlike unusual use useful usual value various vary vast version view violent
  visit visitor volume vote wait wake walk want warm warn wash waste watch water way weak wear weigh weight wet whole wide widespread wild win wish wonder word work worker worry worse
  worth write wrong year yield young
  accordingly additionally apparently certainly clearly comparatively considerably consequently currently directly entirely equally essentially everyday exclusively fairly
  finally firstly fully generally gradually greatly hardly highly importantly indirectly initially interestingly largely lastly later likewise merely mostly nearly
  notably noticeably originally otherwise overall partly perhaps possibly presumably previously primarily probably quickly rarely recently regularly relatively respectively
  roughly secondly seemingly seldom significantly similarly simply slightly slowly solely somewhat specifically strongly substantially successfully surprisingly
  thereby therefore thirdly totally typically ultimately unfortunately usually widely worldwide
  across afterwards ahead along amid amongst apart beneath beyond concerning elsewhere following forward given hence hitherto including instead latter meanwhile nevertheless
  nonetheless nowadays onwards oppose opposite others ought past regarding regardless second secondary since thereafter throughout till underneath unless unlike upward whenever
  lives lifetime lifespan height width depth tall largest smallest longest highest
  begun commence cease conclude contend contest convey depict deem denote derive devote disclose embed emerge emphasise encompass endure engage enhance entail evolve
  exceed exhibit exploit expose facilitate generate grant highlight illustrate implement inhibit initiate insist install instruct isolate justify launch lessen linger list
  obscure obstruct omit originate outline outweigh overcome overlook overtake owe perceive persist portray possess preserve presume proceed prohibit prolong prompt
  pursue quote rank recommend reconsider refine regain reinforce reject resemble resist resolve restrict resume retain retrieve reverse revise shrink span stem stress strengthen
  submit sustain tackle tolerate transfer transform trigger undergo undermine underlie vanish withstand yield advertise recruit worsen weaken boost ease soften hasten
  advantage disadvantage drawback improvement reduction decrease growth increase rise decline change difference similarity agreement disagreement relation relationship
  association connection correlation measurement estimation estimate assessment observation conclusion assumption explanation description definition discovery
  consequence contribution development establishment existence failure success formation improvement involvement majority minority movement occurrence possibility probability
  preference presence production protection publication reaction recommendation reliability requirement resistance response restriction significance suggestion uncertainty
  variation
  above below before after under over most least first few lower higher fewer difficulty gap shorten lengthen widen narrow whereas adult drinker plan budget
  shrinkage rely appear attribute left behind earth sun world country city town hundredth brain wave harvest dig stock customer consumption award asleep awake bright wrap arise arisen arose crash likeness spacecraft bind bound ground cool
  cast cling creep dare deal dealt dive dream dwell fed feed flee fled fling forbid forgive freeze froze frozen grind ground grown hear heard hid hidden kneel knelt knit led leap
  lend lent lit mean meant mow overcome pay paid ridden ring rang rung risen said sawn seek sought sew shake shook shaken shed shine shone shot shrank shrunk shut sing sang
  sung sink sank sunk sleep slept slide slid sow sown spell spun spill split spoil spread sprang sting stung stink strike struck string strive swear swore sworn sweep swept
  swell swollen swim swam swum swing swung tear tore torn tread wake woke woken weave wove woven weep wept wind wound wring written
  science experiment method theory hypothesis model data set sample trial test group control effect cause factor level rate score average mean share proportion amount number sum figure
  chart table map list order class type category feature property quality degree extent scope range limit boundary threshold
  morning noon afternoon evening night midnight dawn dusk today yesterday tomorrow week weekend month season spring summer autumn winter decade century era epoch age period phase
  stage moment second minute hour while instant past present future beginning middle end
  old older oldest elder new newer newest young younger fresh ancient recent early earlier earliest late later latest former current past next last previous following final first
  good better best bad worse worst fine great greater greatest nice beautiful ugly pretty strange odd funny sad happy angry afraid proud brave kind cruel gentle rough smooth soft hard
  rich poor cheap cheaper expensive dear dearer costly free busy lazy quick fast faster fastest slow slower slowest rapid sudden gradual easy easier easiest simple simpler complex
  complicated difficult tough safe dangerous risky healthy ill sick sane mad deaf blind dumb alive dead living awake hungry thirsty tired sleepy
  warm warmer hot hotter cold colder cool cooler dry drier wet wetter damp clean dirty clear dark darker bright brighter pale deep deeper shallow wide wider narrow narrower thick thicker
  thin thinner heavy heavier light lighter strong stronger strongest weak weaker weakest loud quiet silent sharp blunt straight crooked flat round steep high higher low lower tall
  taller short shorter long longer near nearer far farther further close closer big bigger biggest large larger small smaller tiny huge vast enormous giant little less least much more most
  many few fewer several various numerous countless enough plenty scarce rare common frequent constant steady stable regular irregular normal usual unusual typical ordinary special
  unique same similar different equal opposite main chief major minor key vital essential necessary needless useful useless effective efficient successful famous
  known unknown familiar popular public private secret open closed hidden visible invisible obvious certain uncertain sure unsure probable likely unlikely possible impossible true false right
  wrong correct incorrect exact precise rough vague accurate reliable honest fair unfair equal legal illegal official formal local national international global foreign native
  become became remain stay seem appear look sound feel taste smell turn grow get keep prove
  claim assert maintain insist deny doubt question argue debate agree object oppose favour support back defend attack criticise praise blame accuse admit confess warn advise urge
  suggest propose offer promise threaten order command request beg invite call name describe explain define discuss mention report announce declare state tell inform teach learn
  study read write print publish translate copy record note list count measure weigh calculate estimate compare contrast judge rate rank test try check examine inspect investigate
  explore search seek discover detect spot notice observe watch look see view hear listen touch smell taste feel sense think believe suppose assume guess imagine wonder
  know understand realise recognise remember recall forget mind care like love hate enjoy prefer want wish hope expect fear worry need lack miss
  own possess hold carry bear bring fetch take send deliver receive accept refuse reject get obtain gain earn win lose find keep save store spend waste use employ apply exploit
  make create produce build form shape design plan develop invent introduce found establish start begin launch open set end finish complete stop quit cease pause interrupt continue go
  proceed last endure survive live exist die kill murder destroy ruin damage harm hurt injure wound break crack split tear cut slice chop burn melt boil cook bake fry
  move shift change alter vary transform convert turn twist bend fold roll spin rotate shake swing slide slip fall drop sink rise lift raise climb jump leap fly float swim
  sail drive ride walk run march travel journey visit arrive reach enter leave depart return escape flee chase follow lead guide steer push pull drag draw throw toss catch grab grip
  seize hold release drop put place lay set hang stick attach join connect link tie bind fix mount separate divide part share distribute spread scatter gather collect
  assemble combine mix blend merge unite add include contain comprise involve cover wrap fill empty load pack surround enclose protect guard shelter hide show display exhibit reveal
  expose present represent mean signify indicate signal mark point direct aim target hit strike beat knock kick press squeeze rub scratch wipe wash clean dry wet
  increase grow rise raise swell expand extend stretch lengthen widen deepen strengthen enlarge multiply double triple decrease fall drop lower reduce cut shrink narrow weaken shorten halve
  limit restrict confine control manage run handle treat deal cope affect influence shape determine decide choose select pick elect vote appoint hire fire retire
  help aid assist support serve benefit suit fit match meet satisfy please disturb bother annoy trouble upset frighten scare shock surprise amaze puzzle confuse mislead cheat
  allow let permit enable cause make force compel oblige require demand prevent stop block hinder delay avoid ban forbid prohibit excuse forgive punish reward pay buy sell trade exchange
  lend borrow rent hire own owe cost charge earn spend save invest
  asleep alike alone aloud abroad ahead aside apart away back down forth forward backward upward downward inside outside indoors outdoors upstairs overseas nearby somewhere
  anyway otherwise instead meanwhile moreover furthermore nevertheless however besides thus hence therefore consequently accordingly indeed certainly surely perhaps maybe probably possibly`

const ORDINARY = new Set(WORDS.trim().split(/\s+/))

const ENDINGS = ['s', 'es', 'd', 'ed', 'r', 'er', 'st', 'est', 'ing', 'ly', 'ness', 'ment', 'n', 'en']

/** What a word may be a form of: "cooler" of cool, "stopped" of stop, "carries" of carry. */
function stemsOf(key: string): string[] {
  return ENDINGS.filter((ending) => key.endsWith(ending) && key.length > ending.length + 2).flatMap((ending) => {
    const stem = key.slice(0, -ending.length)
    const last = stem.at(-1) ?? ''
    return [
      stem,
      `${stem}e`,
      ...(last === 'i' ? [`${stem.slice(0, -1)}y`] : []),
      ...(last === stem.at(-2) ? [stem.slice(0, -1)] : []),
    ]
  })
}

/** Whether an English word, as its key, may be used in retelling though no source has it. */
export const isOrdinary = (key: string): boolean =>
  [key, ...stemsOf(key), ...irregularForms(key)].some((form) => ORDINARY.has(form))
