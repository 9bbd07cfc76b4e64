// @ts-check
/**
 * A plugin of TypeDoc: groups the API reference by topic. A declaration without a `@category` of its own gets the topic of
 * its room in src/rooms.json.
 */
import {relative, sep} from 'node:path';
import {Comment, CommentTag, Converter, ReflectionKind} from 'typedoc';
import {readRooms} from '../eslint.rooms.mjs';

const ROOT = new URL('..', import.meta.url).pathname;
const GROUPED =
  ReflectionKind.Class |
  ReflectionKind.Function |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable;

/** @param {import('typedoc').Application} app */
export function load(app) {
  const topics = new Map(readRooms(ROOT).map(({room, topic}) => [room, topic]));
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (
      !reflection.kindOf(GROUPED) ||
      reflection.parent?.kindOf(ReflectionKind.Module | ReflectionKind.Project) !== true
    ) {
      return;
    }
    const [declaration] = context.getSymbolFromReflection(reflection)?.declarations ?? [];
    const path =
      declaration === undefined ? '' : relative(`${ROOT}src`, declaration.getSourceFile().fileName);
    const topic = path === 'errors.ts' ? 'Errors' : topics.get(path.split(sep)[0] ?? '');
    if (topic === undefined) {
      return;
    }
    const tag = new CommentTag('@category', [{kind: 'text', text: topic}]);
    // The comment of a function stands at its signature, and its category is read there.
    const holders = reflection.signatures ?? [reflection];
    for (const holder of holders) {
      holder.comment ??= new Comment();
      if (holder.comment.getTag('@category') === undefined) {
        holder.comment.blockTags.push(tag.clone());
      }
    }
  });
}
