import type { CuePhrases } from './phrases.ts'

export const ENGLISH: CuePhrases = {
  around:
    'please, um, uh, er, erm, hey, well, now, then, sorry, no, just, actually, but, and, can you, could you, would you, will you, can we, you can, you may, would you mind, I said, I mean, for me, for a second, for a moment, for a bit, right now, a bit, a little, a little bit, my friend, dear companion, there',
  thanks: 'thanks, thank you, thank you very much, thanks a lot',
  backchannel:
    "mm-hmm, mm hm, mmhmm, mhm, mm, mmm, hm, hmm, uh-huh, aha, ah, oh, yeah, yep, yup, yes, right, okay, ok, alright, all right, I see, got it, I got it, gotcha, sure, wow, cool, nice, great, good, makes sense, that makes sense, true, that's true, that's right, exactly, really, interesting, that's interesting, of course, I know, I understand, understood, fair enough, sounds good, indeed, absolutely, definitely, totally, no way",
  wait: "wait, wait a second, wait a minute, wait a moment, wait a sec, wait up, hold on, hold on a second, hold on a minute, hold on a moment, hold on a sec, hang on, hang on a second, hang on a minute, hang on a sec, one moment, one second, one sec, one minute, a moment, just a moment, just a second, just a sec, just a minute, give me a moment, give me a second, give me a minute, give me a sec, let me think, let me think about it, let me think about that, let me see, I'm thinking, I need a moment, I need to think, hold that thought",
  'go-on': 'go on, go ahead, continue, keep going, keep talking, keep speaking, carry on, proceed, resume',
  shorter:
    "shorter, make it short, make it shorter, keep it short, keep it shorter, be brief, briefly, too long, that's too long, it's too long, that was too long, get to the point, say it shorter, shorten it, shorten that, be shorter, the short version, give me the short version, in one sentence, shorter answers, fewer words, less words",
  slower:
    "slower, slow down, slowly, more slowly, speak slower, talk slower, speak slowly, talk slowly, speak more slowly, talk more slowly, say it slowly, say it slower, say that slower, say that slowly, go slower, too fast, that's too fast, that was too fast, you're too fast, you're talking too fast, you are talking too fast, you're speaking too fast, you speak too fast, you talk too fast, you're going too fast, not so fast",
  repeat:
    "repeat, repeat that, repeat it, repeat yourself, repeat the last part, repeat the last sentence, say that again, say it again, say again, again, once more, one more time, come again, pardon, pardon me, excuse me, what did you say, what was that, I didn't catch that, I didn't hear that, I didn't hear you, I didn't get that, I didn't understand that, I missed that",
  what: 'what',
  stop: "stop, stop it, stop that, stop talking, stop speaking, be quiet, quiet, shut up, enough, that's enough, that is enough, silence, shush, shh, hush, cut it out",
}
