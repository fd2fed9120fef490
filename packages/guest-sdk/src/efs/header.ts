/** include/disco/efs.h. */
import { EFS, INODE, INODE_EXTENTS_OFFSET, JOURNAL, JOURNAL_HOMES_OFFSET, SUPERBLOCK, type Field } from "./format.ts";

export function efsHeader(): string {
  const constants = Object.entries(EFS).map(([name, value]) => `#define EFS_${upper(name)} ${name.toLowerCase().endsWith("magic") ? `0x${value.toString(16)}` : value}`);
  return [
    "/* Generated from packages/guest-sdk/src/efs/format.ts; do not edit: change the table and run",
    " * pnpm --filter @disco-vm/guest-sdk generate */",
    "#ifndef DISCO_EFS_H", "#define DISCO_EFS_H", "", "#include <stdint.h>", "",
    ...constants, "",
    "struct efs_extent {", "\tuint32_t start;", "\tuint32_t blocks;", "};", "",
    ...struct("efs_superblock", SUPERBLOCK, []),
    ...struct("efs_inode", INODE, [`\tuint8_t unused[${INODE_EXTENTS_OFFSET - end(INODE)}];`, "\tstruct efs_extent extent[EFS_INODE_EXTENTS];"]),
    ...struct("efs_journal", JOURNAL, ["\tuint32_t home[EFS_JOURNAL_BLOCKS - 1];"]),
    "struct efs_entry {", "\tuint32_t inode; /* 0: free */", "\tchar name[EFS_NAME_BYTES]; /* ends with 0 */", "};", "",
    "_Static_assert(sizeof(struct efs_inode) == EFS_INODE_BYTES, \"efs.h\");",
    `_Static_assert(__builtin_offsetof(struct efs_journal, home) == ${JOURNAL_HOMES_OFFSET}, "efs.h");`, "",
    "#endif", "",
  ].join("\n");
}

function struct(name: string, fields: Readonly<Record<string, Field>>, more: readonly string[]): string[] {
  return [
    `struct ${name} {`,
    ...Object.entries(fields).map(([field, { bytes, doc }]) => `\tuint${bytes * 8}_t ${snake(field)};${doc && ` /* ${doc} */`}`),
    ...more, "};", "",
  ];
}

const end = (fields: Readonly<Record<string, Field>>): number => Math.max(...Object.values(fields).map(({ offset, bytes }) => offset + bytes));
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const upper = (name: string): string => snake(name).toUpperCase();
