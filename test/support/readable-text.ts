/** What people read in a file: all of a text, but of a program only its comments and strings. */
import {extname} from 'node:path';
import ts from 'typescript';

/** Stands for each character of code, so that a phrase is not found across it. */
const CODE = '\u0001';

/** The file's text in its own length, with everything but what people read blanked out. */
export function readableText(file: string, text: string): string {
  switch (extname(file)) {
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
    case '.cjs':
    case '.jsx':
    case '.tsx':
      return textOfScript(file, text);
    case '.c':
    case '.h':
    case '.css':
      return onlyComments(text, text);
    default:
      return withoutCodeSpans(text);
  }
}

function textOfScript(file: string, text: string): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const strings: [number, number][] = [];
  const others: [number, number][] = [];
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || isTemplatePart(node)) {
      const isSpecifier =
        ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent);
      (isSpecifier ? others : strings).push([node.getStart(source), node.end]);
    } else if (ts.isRegularExpressionLiteral(node)) {
      others.push([node.getStart(source), node.end]);
    }
    ts.forEachChild(node, child => {
      visit(child, node);
    });
  };
  ts.forEachChild(source, child => {
    visit(child, source);
  });
  const blanked = replaceRanges(text, [...strings, ...others], part => blank(part, CODE));
  const comments = onlyComments(blanked, text);
  return replaceRanges(
    comments,
    strings,
    (_, [from, to]) => CODE + withoutCodeSpans(text.slice(from + 1, to - 1)) + CODE,
  );
}

function isTemplatePart(node: ts.Node): boolean {
  return ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

/** The text with what `replace` returns in the place of each range; ranges do not overlap. */
function replaceRanges(
  text: string,
  ranges: readonly [number, number][],
  replace: (part: string, range: readonly [number, number]) => string,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    parts.push(text.slice(at, from), replace(text.slice(from, to), [from, to]));
    at = to;
  }
  return parts.join('') + text.slice(at);
}

/** The comments of a text in which strings are blanked; the signs that open and close them become spaces. */
function onlyComments(blanked: string, text: string): string {
  let result = '';
  let at = 0;
  for (const {index, 0: comment} of blanked.matchAll(/\/\/.*|\/\*[\s\S]*?\*\//g)) {
    result += blank(blanked.slice(at, index), CODE);
    const inner = text
      .slice(index, index + comment.length)
      .replace(/^\/\/+|^\/\*+|\*\/$|^[ \t]*\*(?!\/)/gm, signs => ' '.repeat(signs.length));
    result += withoutCodeSpans(inner);
    at = index + comment.length;
  }
  return result + blank(blanked.slice(at), CODE);
}

/** Names between backticks are code, not words. */
function withoutCodeSpans(text: string): string {
  return text.replace(/(?<!`)`(?!`)[^`\n]*`(?!`)/g, span => blank(span, CODE));
}

function blank(text: string, sign: string): string {
  return text.replace(/\S/g, sign);
}
