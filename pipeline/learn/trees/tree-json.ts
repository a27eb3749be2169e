import { z } from 'zod';
import { ModelFormatError } from '../errors.ts';
import type { FeatureShape } from '../learner.ts';
import type { Tree } from './tree.ts';

const whole = z.array(z.int());

const treeShape = z.object({
  feature: whole,
  threshold: z.array(z.number()),
  set: whole,
  sets: whole,
  missingLeft: whole,
  left: whole,
  right: whole,
  value: z.array(z.number()),
  cover: z.array(z.number()),
});
export type TreeJson = z.infer<typeof treeShape>;

/** What every model of trees stores beside what is its own. */
export const treesShape = z.object({
  features: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('number'), name: z.string() }),
      z.object({ kind: z.literal('category'), name: z.string(), categories: z.array(z.string()) }),
    ]),
  ),
  trees: z.array(treeShape).min(1),
});

export function treesToJson(features: readonly FeatureShape[], trees: readonly Tree[]) {
  return { features, trees: trees.map(treeToJson) };
}

function treeToJson(tree: Tree): TreeJson {
  return {
    feature: [...tree.feature],
    threshold: [...tree.threshold],
    set: [...tree.set],
    sets: [...tree.sets],
    missingLeft: [...tree.missingLeft],
    left: [...tree.left],
    right: [...tree.right],
    value: [...tree.value],
    cover: [...tree.cover],
  };
}

/** @throws {ModelFormatError} that says which part is not as it must be */
export function parseModel<Model extends { readonly trees: readonly TreeJson[]; readonly features: readonly FeatureShape[] }>(
  shape: z.ZodType<Model>,
  json: unknown,
): { readonly model: Model; readonly trees: readonly Tree[] } {
  const read = shape.safeParse(json);
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    throw unreadable(`${path.join('.') || 'the whole'}: ${message}`);
  }
  return { model: read.data, trees: read.data.trees.map((tree, index) => treeOf(tree, index, read.data.features)) };
}

function treeOf(json: TreeJson, index: number, features: readonly FeatureShape[]): Tree {
  const nodeCount = json.feature.length;
  const { sets, ...perNode } = json;
  const isTree = nodeCount > 0 && Object.values(perNode).every(({ length }) => length === nodeCount);
  if (!isTree || !json.feature.every((feature, node) => isNode(json, node, features[feature]))) {
    throw unreadable(`tree ${index} is not whole`);
  }
  return {
    feature: Int32Array.from(json.feature),
    threshold: Float64Array.from(json.threshold),
    set: Int32Array.from(json.set),
    sets: Uint32Array.from(sets),
    missingLeft: Uint8Array.from(json.missingLeft),
    left: Int32Array.from(json.left),
    right: Int32Array.from(json.right),
    value: Float64Array.from(json.value),
    cover: Float64Array.from(json.cover),
  };
}

/** A leaf, or a question about a feature there is, with both children further on: so every walk ends in a leaf. */
function isNode(tree: TreeJson, node: number, feature: FeatureShape | undefined): boolean {
  if (tree.feature[node] === -1) return true;
  const isChild = (child: number) => child > node && child < tree.feature.length;
  if (feature === undefined || !isChild(tree.left[node]!) || !isChild(tree.right[node]!)) return false;
  if (feature.kind === 'number') return tree.set[node] === -1;
  return tree.set[node]! >= 0 && tree.set[node]! + Math.ceil(feature.categories.length / 32) <= tree.sets.length;
}

function unreadable(fault: string): ModelFormatError {
  return new ModelFormatError(`this is no stored model of trees (${fault})`);
}
