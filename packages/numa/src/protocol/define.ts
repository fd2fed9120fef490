import type { Body, Func, I32, Label, Local, ModuleBuilder, ValueType } from "@disco-vm/wasm";

type Locals<P extends readonly ValueType[]> = { [K in keyof P]: Local<P[K]> };

/** As `b.func`, with the parameters as arguments of `write`. */
export function define<const P extends readonly ValueType[], R extends ValueType | "void">(
  b: ModuleBuilder, name: string, params: P, result: R, write: (f: Body, ...params: Locals<P>) => void, options: { export?: boolean } = {},
): Func<P, R> {
  return b.func(name, params, result, (f) => write(f as unknown as Body, ...f.params), options); // Body<P> differs in the types of its parameters only
}

/** Does the case of that index, or `otherwise` where there is none. */
export function choose(f: Body, index: I32, cases: readonly ((() => void) | undefined)[], otherwise: () => void): void {
  const present = cases.filter((one) => one !== undefined), labels: Label[] = [];
  f.block((end) => {
    /** Opens the blocks that end where cases k, k - 1, ... begin, and writes what lies between their ends. */
    const open = (k: number): void => f.block((label) => {
      labels[k] = label;
      const before = present[k - 1];
      if (!before) return f.brTable(index, cases.map((one) => labels[one ? present.indexOf(one) : present.length]!), labels[present.length]!); // all are open
      open(k - 1);
      before();
      f.br(end);
    });
    open(present.length);
    otherwise();
  });
}
