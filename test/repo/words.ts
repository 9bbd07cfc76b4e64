/** Words and phrases that this project does not use where a person reads, and what to write instead. */
export interface BannedWord {
  /** What is searched for; a space stands for any white space, also across lines. */
  pattern: RegExp;
  /** What to write instead. */
  instead: string;
  /** Uses that are fine, each with its reason. They are searched for around the match, in the same text. */
  allowed?: readonly {text: RegExp; reason: string}[];
}

export const BANNED_WORDS: readonly BannedWord[] = [
  {pattern: /pictur(e|es|ed|ing)/, instead: '"image" (tensor or array), "photo" (file that a person took)'},
  {
    pattern: /(held|holds?|holding)[- ](\w+ )?(back|out)/,
    instead: '"training set", "validation set", "test set", "validation photos"',
  },
  {
    pattern:
      /(photos?|images?|examples?|samples?|what|anything|nothing|left) to learn from|learn(s|ed|ing|t)? from/,
    instead: '"training photos", "trained on"',
  },
  {
    pattern: /recogni[sz](e|es|ed|ing|able)/,
    instead:
      '"training accuracy 78.3 %", "validation accuracy", "classified correctly"; a format is "detected"',
    allowed: [],
  },
  {
    pattern:
      /(names?|named) (\w+ ){0,4}rightly|rightly|right(?= answers?)|answers? (it |them )?right|% (are |of \w+ )?right|(is|are|was|were|be) right(?=[^ -]|$| (of|on|for|with|in|when|if|where|by|and|,))|(of|out of) \d+ right/,
    instead: '"correct", "accuracy"',
  },
  {
    pattern: /answer(s|ed|ing)?/,
    instead:
      '"prediction", "predicted class", "score"; of a server "response"; of a question "choice" or "reply"',
  },
  {
    pattern:
      /(what|as) (it|the network|the model|a network|this network) (says?|said)( of| about)?|(says?|said) of (a|an|the|each|its|these|those|one|it|them|photos?)/,
    instead: '"prediction", "scores"',
  },
  {
    pattern: /(taken|takes?|took|mistaken) (\w+ )?for (a|an|the|another|\w+s)?/,
    instead: '"predicted as", "true / predicted"',
  },
  {
    pattern: /ways? (of|for) (a |an |the |each |every )?(photos?|images?|pixels)|way in(to)?(?= the| a| it)/,
    instead: '"preprocessing"',
  },
  {pattern: /times (through|over) (the|all)|(twelve|\d+|ten|two|three) times through/, instead: '"epochs"'},
  {
    pattern: /turns?(?! (\w+ ){0,3}(off|on|into)\b)/,
    instead: '"epoch", "step", "batch", "round"; "rotates", "transposes"; "becomes"',
  },
  {
    pattern: /what (else )?computes|comput(ed|es|ing) (\w+ )?by|(thread|part) that computes/,
    instead: '"backend", "on the … backend"',
  },
  {
    pattern:
      /numbers of (its|the|a|one|each|fc\d|conv\d|\w+ layer|layers?|weights)|(million|thousand) numbers|(its|the) numbers of/,
    instead: '"parameters" of a network, "weights" (the values), "features" of a layer',
  },
  {
    pattern:
      /(layers?|networks?|nets?|models?) (\w+ )?(sees?|saw|says?|said|knows?|knew|thinks?)|what (it|they|a \w+|each \w+) (sees?|saw)/,
    instead: '"features", "feature maps (activations)", "predicts"',
  },
  {pattern: /rest(s|ed|ing)? on/, instead: '"occlusion sensitivity", "depends on"'},
  {
    pattern: /old(er)?[- ]layers?|trained before|already trained|(was|were) trained (before|already)/,
    instead: '"pretrained layers", "pretrained network", "transfer learning", "fine-tuning"',
  },
  {
    pattern:
      /(falls?|drops?|sinks?) by itself|(how|as) (it|they|the \w+) develops?|develop(s|ed)? (over|during|in)/,
    instead: '"learning-rate schedule", "reduce on plateau", "over time"',
  },
  {
    pattern: /order of the (pictures|photos|images)|of the order of/,
    instead: '"seed for shuffling and augmentation"',
  },
  {
    pattern: /best so far|(the )?(best )?(model|weights|network) of step/,
    instead: '"new best", "best checkpoint (step 480)"',
  },
  {pattern: /whole[- ]numbers?/, instead: '"integer", "positive integer", "finite number"'},
  {
    pattern: /misshap(en|ed|es?)|ill-shaped/,
    instead: '"wrong shape"',
  },
  {
    pattern: /(?<!standard )(?<!absolute )deviations?/,
    instead: '"standard deviation", "difference"',
    allowed: [
      {
        text: /[^\s\w.,;:()[\]]deviation[^\s\w.,;:()[\]]/,
        reason: "the value 'deviation' of an option, in quotes",
      },
    ],
  },
  {
    pattern: /lying|upright|turned(?! (it |them |this |that )?(off|on|into)\b)/,
    instead: '"transposed", "rotated"',
  },
  {
    pattern:
      /(?<!to )(?<!not )(?<!which )(?<!that )(?<!may )shares? of|(a|an|the|its|their|any|this|equal|what|each|every|one|same) share\b(?! )|(a|the|its|their|this|what|which) shares?(?= (of|is|that))/,
    instead: '"fraction of", "percent of"',
  },
  {
    pattern: /part of (it|the|a|an|each|its|all|them|that|this|what|these)\b/,
    instead: '"fraction of", "in", "belongs to"',
  },
  {
    pattern: /(broke|breaks?|broken|breaking) off|(go|goes|went|going|gone) on\b/,
    instead: '"interrupted", "resumes", "continues"',
  },
  {pattern: /hears?|heard(?! of)|hearing/, instead: '"called after each step", "is notified"'},
  {pattern: /ends? the (call|function)/, instead: '"throws if …"'},
  {pattern: /gives?|gave|giving/, instead: '"returns", "produces", "passes", "sets"'},
  {
    pattern: /normali[sz](ation|es|ed|ing) (across|over|within|between) (the )?channels?/,
    instead: '"local response normalization (LRN)"',
  },
  {
    pattern: /(convolutions?|conv|layers?|filters?|kernels?) in groups|in (two )?groups/,
    instead: '"grouped convolution"',
  },
  {
    pattern: /freezes? (its|the|a) (mask|dropout)|seed (does not|that does not|never) freez/,
    instead: '"seeded dropout"',
  },
  {pattern: /traps?/, instead: '"common pitfall", "pitfall"'},
  {pattern: /bites?|biting/, instead: '"common pitfall", "differs between frameworks"'},
  {pattern: /what differs/, instead: '"differences between frameworks"'},
  {pattern: /surest|most sure|surer|sure of/, instead: '"most confident", "most confident mistakes"'},
  {
    pattern:
      /(add |\+ )?another kind|(ask|asks|asked|asking) (it|the network|a network|the model|about|of)\b|keep it\b/,
    instead: '"add class", "predict", "export"',
  },
];
