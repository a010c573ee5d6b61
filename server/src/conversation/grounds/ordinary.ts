import { sense } from '../../language/synonyms.ts'

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
  american european british adult adults child children woman women men family friend student students teacher city cities country countries world earth sun sea river mountain
  house building bridge road car ship machine paper book letter page sentence article text title author reader question answer
  lives lifetime lifespan height width depth tall largest smallest longest highest
  once twice thrice double triple quarter third dozen couple hundred thousand million billion percent percentage
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
  shrinkage rely appear attribute`

const ORDINARY = new Set(
  WORDS.trim()
    .split(/\s+/)
    .flatMap((word) => [word, sense(word)]),
)

/** Whether an English word, as its key, may be used in retelling though no source has it. */
export const isOrdinary = (key: string): boolean => ORDINARY.has(key) || ORDINARY.has(sense(key))
