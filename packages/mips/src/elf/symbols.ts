/** The symbol table of an executable, by name and by address. */

export interface ElfSymbol {
  readonly name: string;
  /** Unsigned 64-bit; sign-extended if the file is 32-bit. */
  readonly address: bigint;
  /** Bytes; 0 if the file does not say. */
  readonly size: bigint;
  readonly kind: "function" | "object" | "other";
  readonly global: boolean;
}

/** The symbols of an executable, in ascending order of address. */
export class SymbolTable implements Iterable<ElfSymbol> {
  /** In ascending order of address; of several at one address, the best to show comes last. */
  private readonly sorted: readonly ElfSymbol[];
  private readonly names = new Map<string, ElfSymbol>();

  constructor(symbols: readonly ElfSymbol[]) {
    const rank = (s: ElfSymbol): number => (s.kind === "function" ? 4 : s.kind === "object" ? 2 : 0) + (s.global ? 1 : 0);
    this.sorted = [...symbols].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : rank(a) - rank(b)));
    for (const symbol of symbols) {
      const before = this.names.get(symbol.name);
      if (!before || (symbol.global && !before.global)) this.names.set(symbol.name, symbol);
    }
  }

  get size(): number { return this.sorted.length; }
  [Symbol.iterator](): Iterator<ElfSymbol> { return this.sorted[Symbol.iterator](); }

  /** The global symbol of that name, or else the first local one. */
  find(name: string): ElfSymbol | undefined { return this.names.get(name); }

  /** The symbol that covers an address; one without a size reaches to the next. */
  nearest(address: bigint): { readonly symbol: ElfSymbol; readonly offset: bigint } | undefined {
    const a = BigInt.asUintN(64, address);
    let low = 0, high = this.sorted.length; // the first symbol above `a` is in [low, high]
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle]?.address ?? 0n) <= a) low = middle + 1;
      else high = middle;
    }
    const symbol = this.sorted[low - 1];
    if (!symbol) return undefined;
    const offset = a - symbol.address;
    return symbol.size === 0n || offset < symbol.size ? { symbol, offset } : undefined;
  }

  /** `<main+0x10>` as objdump writes it, or undefined. */
  describe(address: bigint): string | undefined {
    const found = this.nearest(address);
    if (!found) return undefined;
    return found.offset === 0n ? `<${found.symbol.name}>` : `<${found.symbol.name}+0x${found.offset.toString(16)}>`;
  }
}
