import {isMessage, listOf, type CaffeMessage} from './caffe-model';

/** What a network is built for: the rules of its layers are compared with it. */
export interface CaffeState {
  phase: 'TRAIN' | 'TEST';
  /** Names that rules speak of as `stage` and `not_stage`. */
  stages: readonly string[];
}

/**
 * Whether a layer is in the network by its rules: one of `include` must hold where there are any, and none of `exclude`. A
 * rule holds where phase, level (0 here) and stages are those that it names.
 */
export function meetsRules(layer: CaffeMessage, state: CaffeState): boolean {
  const holds = (field: string): boolean[] =>
    listOf(layer, field).flatMap(rule => (isMessage(rule) ? [ruleHolds(rule, state)] : []));
  const included = holds('include');
  return (included.length === 0 || included.includes(true)) && !holds('exclude').includes(true);
}

function ruleHolds(rule: CaffeMessage, {phase, stages}: CaffeState): boolean {
  const names = (field: string): string[] => listOf(rule, field).map(String);
  const [lowest = -Infinity, highest = Infinity] = ['min_level', 'max_level'].map(field => {
    const [level] = listOf(rule, field);
    return typeof level === 'number' ? level : undefined;
  });
  return (
    (rule.phase === undefined || rule.phase === phase) &&
    lowest <= 0 &&
    highest >= 0 &&
    names('stage').every(stage => stages.includes(stage)) &&
    !names('not_stage').some(stage => stages.includes(stage))
  );
}
