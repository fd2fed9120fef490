import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { ElfError, parseElf, type ElfImage } from "@disco-vm/mips";
import { growDisk } from "@disco-vm/guest-sdk";
import { KERNEL_IMAGES } from "@disco-vm/irix-like";
import { readImage as readIrixImage } from "@disco-vm/irix-like/node";
import { IMAGES, PROGRAMS, type ImageName } from "@disco-vm/workloads";
import { readImage } from "@disco-vm/workloads/node";
import { CliError } from "./exit-codes.ts";
import { address } from "./options/numbers.ts";
import { didYouMean } from "./options/choice.ts";

export type Platform = "bare" | "disco";

export interface Image {
  /** A file, or the name of an image that came with the packages. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly elf: ElfImage;
}

/** The name of the IRIX-like system: its kernel, with its root disk. */
export const IRIX = "irix";

/** Reads a file, or a shipped image: `radix` (the build for this platform), or `radix-bare`. */
export function loadImage(name: string, platform: Platform): Image {
  const bytes = irix(name, platform) ?? shipped(name, platform) ?? read(name);
  try {
    return { name, bytes, elf: parseElf(bytes) };
  } catch (error) {
    if (error instanceof ElfError) throw new CliError("badImage", `${name}: ${error.message.replace(/^parseElf: /, "")}`);
    throw error;
  }
}

/** What `--stop-at` and `--start` take: a symbol, a symbol and an offset, or an address. */
export function resolve(text: string, image: Image): bigint {
  const plain = address(text);
  if (plain !== undefined) return plain;
  const [, name = text, offset = "0"] = /^(.*?)\+(0x[\da-f]+|\d+)$/i.exec(text) ?? [];
  const symbol = image.elf.symbols.find(name);
  if (symbol) return symbol.address + BigInt(offset);
  const names = [...image.elf.symbols].map((s) => s.name);
  throw new CliError("unknownSymbol", names.length === 0
    ? `${image.name} has no symbols; expected an address such as 0x80010000, got "${text}"`
    : `${image.name} has no symbol "${name}".${didYouMean(name, names)}`);
}

export function read(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a directory" : message;
    throw new CliError("unreadable", `cannot read ${file}: ${why}.${code === "ENOENT" ? didYouMean(basename(file), names()) : ""}`);
  }
}

/** The disks of a run: those that are named, else the root disk that belongs to the image. A file may lack the unused end of its disk. */
export function loadDisks(name: string, files: readonly string[]): Uint8Array[] {
  if (files.length === 0 && name === IRIX) return [fromPackage(() => readIrixImage("root.img"))];
  return files.map((file) => growDisk(read(file)));
}

function irix(name: string, platform: Platform): Uint8Array | undefined {
  return name === IRIX ? fromPackage(() => readIrixImage(KERNEL_IMAGES[platform])) : undefined;
}

function fromPackage(reader: () => Uint8Array): Uint8Array {
  try {
    return reader();
  } catch (error) {
    throw new CliError("unreadable", (error as Error).message);
  }
}

/** A file of the same name goes before a shipped image. */
function shipped(name: string, platform: Platform): Uint8Array | undefined {
  const image = [`${name}-${platform}`, name].find((n): n is ImageName => (IMAGES as readonly string[]).includes(n));
  if (image === undefined || statSync(name, { throwIfNoEntry: false })?.isFile()) return undefined;
  return fromPackage(() => readImage(image));
}

const names = (): string[] => [IRIX, ...Object.keys(PROGRAMS), ...IMAGES];
