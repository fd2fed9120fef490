/** The order and nesting in which a region's blocks become structured code (Ramsey, "Beyond Relooper", ICFP 2022). */
import type { Block, End } from "./region.ts";

export interface Graph {
  /** Blocks in reverse postorder; the entry is first. */
  readonly order: readonly number[];
  /** Position in `order`. */
  readonly position: ReadonlyMap<number, number>;
  /** Blocks that a block dominates immediately, latest first. */
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly isMerge: (block: number) => boolean;
  readonly isLoop: (block: number) => boolean;
  /** Whether the way from one block to another can be a branch within the function. */
  readonly follows: (from: number, to: number) => boolean;
}

/** Where a block may go within the region. */
export function successors(end: End, blocks: ReadonlyMap<number, Block>): number[] {
  const ways = end.kind === "fall" ? [end.to]
    : end.kind === "jump" ? [end.taken, ...end.seen.map((index) => ({ index }))]
    : end.kind === "leaves" ? [] : [end.taken, end.fall];
  return ways.flatMap((way) => (way && "index" in way && blocks.has(way.index) ? [way.index] : []));
}

export function graphOf(entry: number, blocks: ReadonlyMap<number, Block>): Graph {
  const order: number[] = [], visited = new Set<number>();
  const visit = (at: number): void => {
    visited.add(at);
    for (const next of successors(blocks.get(at)!.end, blocks)) if (!visited.has(next)) visit(next); // successors are blocks
    order.push(at);
  };
  visit(entry);
  order.reverse();
  const position = new Map(order.map((block, n) => [block, n]));
  const at = (block: number): number => position.get(block)!; // every block reached has one
  const into = new Map<number, number[]>(order.map((block) => [block, []]));
  for (const block of order) for (const next of successors(blocks.get(block)!.end, blocks)) into.get(next)!.push(block);

  // Immediate dominators (Cooper, Harvey and Kennedy).
  const dominator = new Map<number, number>([[entry, entry]]);
  const common = (a: number, b: number): number => {
    while (a !== b) {
      while (at(a) > at(b)) a = dominator.get(a)!; // set for every block before
      while (at(b) > at(a)) b = dominator.get(b)!;
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const block of order.slice(1)) {
      const found = into.get(block)!.filter((p) => dominator.has(p)).reduce(common);
      if (dominator.get(block) !== found) {
        dominator.set(block, found);
        changed = true;
      }
    }
  }
  const dominates = (a: number, b: number): boolean => {
    for (let x = b; ; x = dominator.get(x)!) {
      if (x === a) return true;
      if (x === entry) return false;
    }
  };
  const backward = (from: number, to: number): boolean => at(to) <= at(from);
  const children = new Map<number, number[]>(order.map((block) => [block, []]));
  for (const block of order.slice(1)) children.get(dominator.get(block)!)!.push(block);
  for (const list of children.values()) list.reverse();
  // Backward edges to a block that does not dominate their source have no structured form: they leave the function.
  const follows = (from: number, to: number): boolean => position.has(to) && (!backward(from, to) || dominates(to, from));
  return {
    order, position, children, follows,
    isMerge: (block) => into.get(block)!.filter((from) => !backward(from, block)).length > 1,
    isLoop: (block) => into.get(block)!.some((from) => backward(from, block) && dominates(block, from)),
  };
}
