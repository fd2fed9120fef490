/** A node that lies on or leads to a cycle, if there is one; `edges`: from and to in turns. Kahn's algorithm, backwards. */
export function cycleIn(nodes: number, edges: readonly number[]): number | undefined {
  // A node goes when all that it leads to has gone. Edges by where they lead to, as linked lists.
  const left = new Int32Array(nodes), first = new Int32Array(nodes).fill(-1), next = new Int32Array(edges.length / 2);
  for (let e = 0; e < edges.length; e += 2) {
    const from = edges[e]!, to = edges[e + 1]!;
    left[from]!++;
    next[e / 2] = first[to]!;
    first[to] = e / 2;
  }
  const gone: number[] = [];
  for (let n = 0; n < nodes; n++) if (!left[n]) gone.push(n);
  for (let k = 0; k < gone.length; k++) {
    for (let e = first[gone[k]!]!; e >= 0; e = next[e]!) {
      const from = edges[2 * e]!;
      if (--left[from]! === 0) gone.push(from);
    }
  }
  return gone.length === nodes ? undefined : left.findIndex((n) => n > 0);
}
