import { TX, TX_USED } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { DIRECTORY } from "../protocol/directory-table.ts";
import { REQUESTER } from "../protocol/messages.ts";
import type { Channels } from "./channels.ts";
import { renamed } from "./lanes.ts";
import { grown } from "./sequences.ts";
import { HOME, type Snapshot } from "./snapshot.ts";

/** Other names for CPUs and devices, nodes, and lines, by place in the list. */
interface Renaming { readonly agents: readonly number[]; readonly nodes: readonly number[]; readonly lines: readonly number[] }

/**
 * States that differ only in names: CPUs that are alone at their node, and not at the home, do all the same, and so do the
 * two lines. Of such states one stands for all (Ip and Dill, Better Verification Through Symmetry, 1993): of their
 * words, the first in order.
 */
export class Symmetry {
  private readonly renamings: readonly Renaming[];
  /** For each renaming and word of a state, what becomes of each content: its number plus one, or 0 if we have not asked yet. */
  private readonly images: Int32Array[];
  private readonly image: Uint32Array;
  private readonly first: Uint32Array;

  constructor(private readonly numa: NumaMemory, private readonly snapshot: Snapshot, private readonly channels: Channels, private readonly lines: readonly number[], free: readonly number[], linesToo: boolean) {
    this.image = new Uint32Array(snapshot.width);
    this.first = new Uint32Array(snapshot.width);
    const { config } = numa, all = Array.from({ length: config.cpus }, (_, cpu) => cpu);
    this.renamings = permutations(free).flatMap((order) => {
      const cpus = all.map((cpu) => order[free.indexOf(cpu)] ?? cpu);
      const nodes = Array.from({ length: config.nodes }, (_, node) => (free.includes(node) ? cpus[node]! : node)); // the free ones: a CPU a node
      const same = lines.map((_, n) => n);
      return (linesToo ? permutations(same) : [same]).map((names) => ({ agents: [...cpus, ...nodes.map((node) => numa.device(node))], nodes, lines: names }));
    }).slice(1); // the first one changes nothing
    this.images = this.renamings.flatMap(() => Array.from({ length: snapshot.width }, () => new Int32Array(1 << 12)));
  }

  /** Puts in place of the state the one that stands for it; returns how many it stands for. */
  canonical(state: Uint32Array): number {
    const { image, first, renamings: { length } } = this, width = state.length;
    if (length === 0) return 1;
    let same = 1;
    for (let n = 0; n < width; n++) first[n] = state[n]!;
    for (let k = 0; k < length; k++) {
      const { nodes } = this.renamings[k]!;
      for (let n = 0; n < width - 1; n++) image[nodes[n]!] = this.imageOf(k, n, state[n]!);
      image[width - 1] = this.imageOf(k, width - 1, state[width - 1]!);
      let n = 0;
      while (n < width && image[n] === state[n]) n++;
      if (n === width) same++;
      for (n = 0; n < width && image[n] === first[n];) n++;
      if (n < width && image[n]! < first[n]!) first.set(image);
    }
    for (let n = 0; n < width; n++) state[n] = first[n]!;
    return (length + 1) / same;
  }

  private imageOf(k: number, word: number, id: number): number {
    const { contents, width } = this.snapshot, at = k * width + word, known = this.images[at]![id];
    if (known) return known - 1;
    const old = contents.content.slice(contents.at(id), contents.at(id + 1)), renaming = this.renamings[k]!;
    const image = word === width - 1 ? this.home(old, renaming) : this.node(old, word, renaming), got = contents.intern(image, image.length);
    while (id >= this.images[at]!.length) this.images[at] = grown(this.images[at]!);
    this.images[at]![id] = got + 1;
    return got;
  }

  private home(words: Int32Array, { agents, lines }: Renaming): Int32Array {
    const image = words.slice();
    for (const [n, to] of lines.entries()) {
      const at = n * HOME.words, directory = words[at + HOME.directory]!, sharers = words[at + HOME.sharers]!;
      image.set(words.subarray(at, at + HOME.words), to * HOME.words);
      image[to * HOME.words + HOME.sharers] = directory === DIRECTORY.S ? bitsOf(sharers, agents) : directory < DIRECTORY.BI ? agents[sharers]! : busy(directory, sharers, agents);
    }
    return image;
  }

  private node(words: Int32Array, node: number, { agents, nodes, lines }: Renaming): Int32Array {
    const { snapshot, channels } = this, { block } = snapshot, image = words.slice(), from = snapshot.nodes[node]!, to = snapshot.nodes[nodes[node]!]!;
    const line = (name: number): number => this.lines[lines[name - this.lines[0]!]!]!; // all lines
    const replace = (at: number, name: (old: number) => number): void => { image[at] = name(words[at]!); };
    const agentPlusOne = (old: number): number => (old ? agents[old - 1]! + 1 : 0);
    for (const n of from.cpus.keys()) {
      const at = n * block.cells;
      if (words[at + block.want]) replace(at + block.line, line);
      // Tags of both caches have the L2 line's number from bit 4 on, since model addresses are at the beginning of their lines.
      for (let tag = at + block.tags; tag < at + block.tx; tag++) replace(tag, (old) => (old ? (line(old >> 4) << 4) | (old & 15) : 0));
      const tx = at + block.tx;
      if (words[tx + TX.state]! > 0 || words[tx + TX.state]! < -1) replace(tx + TX.line, line);
      replace(tx + TX.next, agentPlusOne);
      if (words[tx + TX.deferredEvent]) replace(tx + TX.deferredC, (c) => (c & ~REQUESTER) | agents[c & REQUESTER]!);
      for (let entry = at + block.writeBacks; entry < at + block.cells; entry += 2) replace(entry, (old) => (old ? line(old - 1) + 1 : 0));
    }
    replace(from.cells.length - TX_USED + TX.next, agentPlusOne);
    let at = from.cells.length;
    for (; at < from.cells.length + from.versions.length; at += lines.length) for (const [n, as] of lines.entries()) image[at + as] = words[at + n]!;
    // Lanes of the node are those of its image, perhaps in another order.
    const contents = new Map<number, number[]>();
    for (const lane of from.lanes) {
      const length = words[at]!;
      contents.set(channels.renamed(lane, agents, nodes), [length, ...[...words.subarray(at + 1, at + 1 + length)].map((word) => renamed(word, agents, lines))]);
      at += 1 + length;
    }
    image.set(to.lanes.flatMap((lane) => contents.get(lane)!), from.cells.length + from.versions.length); // each has its lane
    return image;
  }
}

function bitsOf(bits: number, agents: readonly number[]): number {
  return agents.reduce((image, to, from) => image | (((bits >>> from) & 1) << to), 0);
}

/** See BUSY: requester, owner plus one or acknowledgements that are missing, first and last that wait plus one. */
function busy(directory: number, word: number, agents: readonly number[]): number {
  const [requester, second, head, tail] = [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff) as [number, number, number, number]; // four
  const agent = (plusOne: number): number => (plusOne ? agents[plusOne - 1]! + 1 : 0);
  // In BW it may be either; with devices, agents keep their names.
  const counts = directory === DIRECTORY.BI || directory === DIRECTORY.BU;
  return agents[requester]! | ((counts ? second : agent(second)) << 8) | (agent(head) << 16) | (agent(tail) << 24);
}

function permutations(of: readonly number[]): number[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) => permutations(of.filter((x) => x !== first)).map((rest) => [first, ...rest]));
}
