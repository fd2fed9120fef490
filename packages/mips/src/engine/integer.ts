import { i64, type Func, type I64 } from "@disco-vm/wasm";
import type { Frame } from "./cells.ts";

export interface Integer {
  /** High half of the unsigned, and of the signed, 128-bit product. */
  readonly mulHighU: Func<readonly ["i64", "i64"], "i64">;
  readonly mulHighS: Func<readonly ["i64", "i64"], "i64">;
}

export function emitInteger({ b }: Frame): Integer {
  const mulHighU = b.func("mulHighU", ["i64", "i64"] as const, "i64", (f) => {
    const [x, y] = f.params;
    const low = (v: I64): I64 => i64.and(v, 0xffffffffn);
    const high = (v: I64): I64 => i64.shrU(v, 32n);
    const ll = f.local("i64", i64.mul(low(x), low(y)));
    const hl = f.local("i64", i64.add(i64.mul(high(x), low(y)), high(ll)));
    const lh = f.local("i64", i64.add(i64.mul(low(x), high(y)), low(hl)));
    f.return(i64.add(i64.add(i64.mul(high(x), high(y)), high(hl)), high(lh)));
  });
  const mulHighS = b.func("mulHighS", ["i64", "i64"] as const, "i64", (f) => {
    const [x, y] = f.params;
    const ifNegative = (sign: I64, v: I64): I64 => i64.and(i64.shrS(sign, 63n), v);
    f.return(i64.sub(i64.sub(mulHighU.call(x, y), ifNegative(x, y)), ifNegative(y, x)));
  });
  return { mulHighU, mulHighS };
}
