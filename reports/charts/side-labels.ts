import { reach } from './ring.ts';

/** A label that wants to stand beside a circle, level with the middle of its arc. */
export interface SideLabel {
  /** Middle of the arc in radians, clockwise from three o'clock. */
  readonly angle: number;
  readonly height: number;
  /** Where there is no room for all, labels of larger weight stay. */
  readonly weight: number;
}

interface Placement {
  /** Index of the label in the input. */
  readonly index: number;
  readonly side: 'left' | 'right';
  /** Vertical middle of the label, in pixels from the centre of the circle. */
  readonly y: number;
}

/** Labels around a circle that is turned by `turn` radians. */
export interface Arrangement {
  readonly turn: number;
  readonly placements: readonly Placement[];
}

/**
 * Turns a circle only as far as it takes for all labels to have room and no leader to cross the circle: from the usual
 * twelve o'clock in steps of 15°, to the best of them where none is perfect.
 *
 * @param labelsAt the labels, with their angles, when the circle is turned
 */
export function arrange<Label extends SideLabel>(
  labelsAt: (turn: number) => readonly Label[],
  radius: number,
  halfHeight: number,
): Arrangement & { readonly labels: readonly Label[] } {
  let best: (Arrangement & { readonly labels: readonly Label[]; readonly faults: number }) | undefined;
  for (let step = 0; step < 24 && best?.faults !== 0; step++) {
    const turn = (step * Math.PI) / 12;
    const labels = labelsAt(turn);
    const placements = placeBeside(labels, radius, halfHeight);
    const crossings = placements.filter(({ index, side, y }) => crosses(labels[index]!.angle, side, y, radius)).length;
    const faults = crossings + 2 * (labels.length - placements.length);
    if (best === undefined || faults < best.faults) best = { turn, labels, placements, faults };
  }
  return best!;
}

/** Whether the leader from an arc to its label cuts through the circle. */
function crosses(angle: number, side: 'left' | 'right', y: number, radius: number): boolean {
  const [startX, startY] = [radius * Math.cos(angle), radius * Math.sin(angle)];
  const kneeX = (side === 'right' ? 1 : -1) * (radius + reach(radius) - 10);
  const [alongX, alongY] = [kneeX - startX, y - startY];
  const nearest = Math.max(0, Math.min(1, -(startX * alongX + startY * alongY) / (alongX ** 2 + alongY ** 2)));
  return Math.hypot(startX + nearest * alongX, startY + nearest * alongY) < radius - 4;
}

/**
 * Stacks labels in a column on each side of a circle, as near to their arcs as they can be without touching one
 * another. Labels without room are left out, smallest weight first.
 *
 * @param radius distance in pixels from the centre at which a label points to its arc
 * @param halfHeight each column reaches from −halfHeight to +halfHeight
 */
export function placeBeside(labels: readonly SideLabel[], radius: number, halfHeight: number): readonly Placement[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const all = labels
      .map((label, index) => ({ ...label, index, wanted: radius * Math.sin(label.angle) }))
      .filter(({ angle }) => (Math.cos(angle) >= -1e-9 ? 'right' : 'left') === side);
    const kept = heaviestThatFit(all, 2 * halfHeight).sort((a, b) => a.wanted - b.wanted);
    return stack(kept, halfHeight).map(({ index, y }) => ({ index, side, y }));
  });
}

function heaviestThatFit<Label extends SideLabel>(labels: readonly Label[], room: number): Label[] {
  let used = 0;
  return [...labels]
    .sort((a, b) => b.weight - a.weight)
    .filter((label) => {
      if (used + label.height > room) return false;
      used += label.height;
      return true;
    });
}

/** Something that wants to stand at a height, and takes some. */
export interface Wanting {
  readonly index: number;
  readonly height: number;
  readonly wanted: number;
}

/**
 * Middles from −halfHeight to +halfHeight with the least squared distance from the wanted ones: neighbours that would overlap merge into a block
 * around their mean (pool adjacent violators).
 *
 * @see Dwyer, Marriott and Stuckey (2006), https://doi.org/10.1007/11618058_15
 */
export function stack(labels: readonly Wanting[], halfHeight: number): readonly { readonly index: number; readonly y: number }[] {
  const blocks: { members: Wanting[]; top: number; height: number }[] = [];
  for (const label of labels) {
    let block = {
      members: [label],
      height: label.height,
      top: within(label.wanted - label.height / 2, label.height, halfHeight),
    };
    for (let above = blocks.at(-1); above !== undefined && above.top + above.height > block.top; above = blocks.at(-1)) {
      blocks.pop();
      const members = [...above.members, ...block.members];
      const height = above.height + block.height;
      block = { members, height, top: within(meanTop(members), height, halfHeight) };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ members, top }) => {
    let edge = top;
    return members.map(({ index, height }) => {
      edge += height;
      return { index, y: edge - height / 2 };
    });
  });
}

/** The top of a block whose members are, on average, where they want to be. */
function meanTop(members: readonly Wanting[]): number {
  let offset = 0;
  let sum = 0;
  for (const { wanted, height } of members) {
    sum += wanted - (offset + height / 2);
    offset += height;
  }
  return sum / members.length;
}

function within(top: number, height: number, halfHeight: number): number {
  return Math.max(-halfHeight, Math.min(top, halfHeight - height));
}
