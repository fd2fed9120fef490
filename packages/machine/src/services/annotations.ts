import { elfSection } from "@disco-vm/mips";
import { MachineError } from "../errors.ts";

/**
 * What software says about an instruction of its own, for whoever watches it: it costs nothing in the program. It holds at the
 * moment when control has come to the instruction. The texts:
 *
 * | text | meaning |
 * | --- | --- |
 * | `enter S` | service S begins, within what is going on |
 * | `enter S over T` | the same, but if T is going on it was S all the while |
 * | `is S`, `is S over T` | what is going on is S, as it turns out; unless it is something else than T |
 * | `is $r in T` | the same, where the value of register r has a name in table T (else its name is T) |
 * | `value T S` | not an instruction: the number given as the address is called S in table T |
 * | `leave`, `leave after` | what is going on ends: before this instruction, or with it, which takes one cycle |
 * | `thread $r` | the CPU goes on with another thread, which the value of register r identifies |
 * | `begin S` | this thread is a new one; it begins in service S |
 * | `end` | when the CPU next leaves this thread, all that is going on in it ends |
 * | `spin`, `spun` | waiting for a lock by looking again and again: begins, ends |
 * | `idle S` | what is going on is S, and all it does from here on is waiting for work |
 *
 * Registers are given by number. Where twice is not the same as once, no interrupt may come between that moment and the end of
 * the instruction: control would come to it again.
 */
export interface Annotation {
  /** Virtual. */
  readonly address: bigint;
  readonly text: string;
}

/** An annotation's text, understood; `value` has become a table. */
export type Command =
  | { readonly kind: "enter" | "is"; readonly service: string; readonly over: string | undefined }
  | { readonly kind: "begin" | "idle"; readonly service: string }
  | { readonly kind: "isIn"; readonly register: number; readonly table: string }
  | { readonly kind: "thread"; readonly register: number }
  | { readonly kind: "leave" | "leaveAfter" | "end" | "spin" | "spun" };

/** Names of values, by table. */
export type Names = ReadonlyMap<string, ReadonlyMap<bigint, string>>;

/** The commands at each address, in the order given, and the tables. */
export interface Commands {
  readonly at: ReadonlyMap<bigint, readonly Command[]>;
  readonly names: Names;
}

/** Throws MachineError for a text that is none of those above. */
export function understand(annotations: readonly Annotation[]): Commands {
  const at = new Map<bigint, Command[]>(), names = new Map<string, Map<bigint, string>>();
  for (const { address, text } of annotations) {
    const [, table, name] = /^value (\S+) (\S+)$/.exec(text) ?? [];
    if (table !== undefined && name !== undefined) names.set(table, (names.get(table) ?? new Map<bigint, string>()).set(address, name));
    else {
      const place = BigInt.asUintN(64, address);
      at.set(place, [...(at.get(place) ?? []), command(text, address)]);
    }
  }
  return { at, names };
}

function command(text: string, address: bigint): Command {
  const { kind, service = "", over, register = "", table = "" } = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups) ?? {};
  switch (kind) {
    case "enter": return { kind, service, over };
    case "is": return register === "" ? { kind, service, over } : { kind: "isIn", register: Number(register), table };
    case "begin": case "idle": return { kind, service };
    case "thread": return { kind, register: Number(register) };
    case "leave after": return { kind: "leaveAfter" };
    case "leave": case "end": case "spin": case "spun": return { kind };
    default: throw new MachineError("bad-option", `annotations: expected one of the texts of \`Annotation\`, got "${text}" at 0x${BigInt.asUintN(64, address).toString(16)}`);
  }
}

const FORMS = [
  /^(?<kind>enter|is) (?<service>[^\s$]\S*)(?: over (?<over>\S+))?$/,
  /^(?<kind>is) \$(?<register>[12]?\d|3[01]) in (?<table>\S+)$/,
  /^(?<kind>begin|idle) (?<service>\S+)$/,
  /^(?<kind>thread) \$(?<register>[12]?\d|3[01])$/,
  /^(?<kind>leave after|leave|end|spin|spun)$/,
];

/**
 * The annotations in an executable: section `.annotations`, where each is a 32-bit address (sign-extended), a text that ends with a
 * zero byte, and zero bytes up to a multiple of 4. An address of 0 is that of code which the linker has left out.
 * Empty without such a section.
 */
export function readAnnotations(elf: Uint8Array): Annotation[] {
  const section = elfSection(elf, ".annotations") ?? new Uint8Array(), view = new DataView(section.buffer, section.byteOffset, section.length);
  const annotations: Annotation[] = [];
  for (let at = 0; at < section.length;) {
    const end = section.indexOf(0, at + 4);
    if (end < 0) throw new MachineError("bad-image", `image: expected the text of an annotation to end, got none at byte ${at} of section .annotations`);
    const text = new TextDecoder().decode(section.subarray(at + 4, end)), address = BigInt(view.getInt32(at));
    if (address !== 0n || text.startsWith("value ")) annotations.push({ address, text });
    at = (end + 4) & ~3;
  }
  return annotations;
}
