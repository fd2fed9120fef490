/** Does the work on each item, at most `width` at a time, starting in order; what comes of each stands at its place. */
export async function pool<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const n = next++;
      try {
        results[n] = { status: "fulfilled", value: await work(items[n]!) }; // n < items.length
      } catch (reason) {
        results[n] = { status: "rejected", reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
