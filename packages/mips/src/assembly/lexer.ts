/** Assembly text to statements of tokens. */
import { AssemblerError, type Position } from "./error.ts";

export interface Token {
  readonly kind: "name" | "number" | "float" | "local" | "string" | "operator";
  /** As written; for a string, its value. */
  readonly text: string;
  /** The value of a number. */
  readonly value: bigint;
  readonly at: Position;
}
export type Statement = readonly Token[];

const BLANK = /[ \t\r]+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//y;
const FLOAT = /\d+(?:\.\d*(?:[eE][-+]?\d+)?|[eE][-+]?\d+)/y;
const NUMBER = /0[xX][0-9a-fA-F]+|0[bB][01]+|\d+/y;
/** `1b`, `2f`: the nearest `1:` before, the nearest `2:` after. */
const LOCAL = /\d+[bf](?![\w.$])/y;
const NAME = /[A-Za-z_.$][\w.$]*/y;
const OPERATOR = /%(?:highest|higher|hi|lo)(?=\s*\()|<<|>>|[-+*/%&|^~(),:=]/y;
const STRING = /"((?:[^"\\\n]|\\[^\n])*)"/y;
const CHARACTER = /'((?:[^'\\\n]|\\[0-7]+|\\x[0-9a-fA-F]+|\\.))'?/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v" };

const unescape = (text: string): string => text.replace(/\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(.))/g, (_, hex, octal, other) =>
  hex !== undefined ? String.fromCharCode(parseInt(hex, 16) & 255) : octal !== undefined ? String.fromCharCode(parseInt(octal, 8) & 255) : (ESCAPES[other] ?? other));

/** Newline and `;` end a statement; `#` and `//` comment to the end of the line, as does slash-star to star-slash. */
export function statements(text: string): Statement[] {
  const all: Statement[] = [];
  let current: Token[] = [], offset = 0, line = 1, lineStart = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
  const end = (): void => {
    if (current.length > 0) all.push(current);
    current = [];
  };
  while (offset < text.length) {
    const at = { line, column: offset - lineStart + 1 };
    const push = (kind: Token["kind"], m: RegExpExecArray, value = 0n, shown = m[0]): void => {
      current.push({ kind, text: shown, value, at });
      offset += m[0].length;
    };
    let m: RegExpExecArray | null;
    if (text[offset] === "\n") {
      end();
      offset++, line++, lineStart = offset;
    } else if (text[offset] === ";") {
      end();
      offset++;
    } else if ((m = match(BLANK))) {
      offset += m[0].length;
      const last = m[0].lastIndexOf("\n");
      if (last >= 0) (line += m[0].split("\n").length - 1), (lineStart = offset - (m[0].length - last - 1));
    } else if ((m = match(LOCAL))) push("local", m);
    else if ((m = match(FLOAT)) && !/^0[xX]/.test(text.slice(offset, offset + 2))) push("float", m);
    else if ((m = match(NUMBER))) push("number", m, number(m[0], at));
    else if ((m = match(NAME))) push("name", m);
    else if ((m = match(STRING))) push("string", m, 0n, unescape(m[1] ?? ""));
    else if ((m = match(CHARACTER))) push("number", m, BigInt(unescape(m[1] ?? "").charCodeAt(0)));
    else if ((m = match(OPERATOR))) push("operator", m);
    else throw new AssemblerError("syntax", at, "an instruction, a directive or an operand", JSON.stringify(text[offset]));
  }
  end();
  return all;
}

/** Decimal, 0x, 0b, and octal with a leading 0, as in C. */
function number(text: string, at: Position): bigint {
  if (!/^0\d/.test(text)) return BigInt(text);
  if (/[89]/.test(text)) throw new AssemblerError("syntax", at, "octal digits after a leading 0", text);
  return BigInt(`0o${text}`);
}
