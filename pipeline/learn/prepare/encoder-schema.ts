import { z } from 'zod';
import type { Encoder } from './encoder.ts';

const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), name: z.string() }),
  z.object({ kind: z.literal('category'), name: z.string(), categories: z.array(z.string()) }),
]);

const part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), median: z.number(), mean: z.number(), deviation: z.number(), indicator: z.boolean() }),
  z.object({ kind: z.literal('category'), categories: z.array(z.string()) }),
  z.object({ kind: z.literal('silent') }),
]);

/** Features as a stored model lists them. */
export const shapesSchema = z.array(shape);

/** The part of a stored model that turns a table into a matrix. */
export const encoderSchema: z.ZodType<Encoder> = z
  .object({ features: shapesSchema, parts: z.array(part) })
  .refine(({ features, parts }) => features.length === parts.length, 'features and parts must be as many');
