/** The folders of a data set that is divided already: `train/` beside `val/` or `test/`. Names of folders. */
export interface SplitFolders {
  /** Folder of the training set. */
  training: string;
  /** Folder of the validation set, where there is one. */
  validation?: string;
  /** Folder of the test set, where there is one. */
  test?: string;
  /** The other folders. */
  others: string[];
}

/** Words that do not tell the role of a folder: as in `seg_train`, `training_set`, `test-images`, `train2017`. */
const FILLER = /^(seg|imgs?|images?|photos?|pics?|pictures?|data|datasets?|set|split|folder|dir|\d+)$/;

const ROLES = {
  training: ['train', 'training', 'trainset', 'traindata', 'trn'],
  validation: ['val', 'valid', 'validate', 'validation', 'valset', 'valdata', 'dev', 'eval', 'holdout'],
  test: ['test', 'testing', 'tests', 'testset', 'testdata', 'tst'],
} as const;

type Role = keyof typeof ROLES;

/**
 * Finds the sets of a data set that is divided already, by the names of its folders. Undefined where there is not one
 * training set with another set beside it: then the folders are classes.
 *
 * @example
 * splitFolders(['test', 'train']); // {training: 'train', test: 'test', others: []}
 * splitFolders(['car', 'train']); // undefined: classes
 */
export function splitFolders(folders: readonly string[]): SplitFolders | undefined {
  const named = folders.map(folder => ({folder, ...roleOf(folder)}));
  const only = (role: Role): typeof named => named.filter(entry => entry.role === role);
  const [training, validation, test] = [only('training'), only('validation'), only('test')];
  const [first, second] = [...training, ...validation, ...test];
  const isOnce = training.length === 1 && validation.length <= 1 && test.length <= 1;
  if (!isOnce || first === undefined || second === undefined) {
    return undefined;
  }
  // `cats_train` beside `dogs_test` is no training set with its test set.
  const isPair = [...training, ...validation, ...test].every(({rest}) => rest === first.rest);
  return isPair
    ? {
        training: first.folder,
        validation: validation[0]?.folder,
        test: test[0]?.folder,
        others: named.filter(({role}) => role === undefined).map(({folder}) => folder),
      }
    : undefined;
}

/** The role that a word of the name tells, and the other words. */
function roleOf(folder: string): {role?: Role; rest: string} {
  const words = folder
    .replace(/(\p{Ll})([\p{Lu}\d])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(word => word !== '' && !FILLER.test(word));
  const roles = Object.keys(ROLES) as Role[];
  const roleOfWord = (word: string): Role | undefined =>
    roles.find(role => (ROLES[role] as readonly string[]).includes(word));
  const found = words.filter(word => roleOfWord(word) !== undefined);
  const [word] = found;
  return word === undefined || found.length > 1
    ? {rest: words.join(' ')}
    : {role: roleOfWord(word), rest: words.filter(other => other !== word).join(' ')};
}
