/* System V ABI, chapters 4 and 5: what exec needs of ELF. */
#ifndef ELF_H
#define ELF_H

#include <stdint.h>

typedef struct {
	uint8_t e_ident[16];
	uint16_t e_type, e_machine;
	uint32_t e_version, e_entry, e_phoff, e_shoff, e_flags;
	uint16_t e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum,
	    e_shstrndx;
} Elf32_Ehdr;

typedef struct {
	uint32_t p_type, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_flags,
	    p_align;
} Elf32_Phdr;

#define ET_EXEC 2
#define EM_MIPS 8
#define PT_LOAD 1
#define PF_W 2

#endif
