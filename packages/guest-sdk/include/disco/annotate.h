/* What the simulator is told about the instruction that follows: that a service
 * begins or ends there, for `disco run --services`. It is a word in a section
 * that is not loaded, and no instruction; the compiler may move code across it.
 * The texts: packages/machine, src/services/annotations.ts. Where twice is not
 * the same as once, no interrupt may come between the place and the end of the
 * instruction there. */
#ifndef DISCO_ANNOTATE_H
#define DISCO_ANNOTATE_H

#ifdef __ASSEMBLER__

	/* What happens at an address. */
	.macro ANNOTATE_AT address, text
	.pushsection .annotations, "", @progbits
	.balign	4
	.word	\address
	.asciz	"\text"
	.balign	4
	.popsection
	.endm

	/* And here. */
	.macro ANNOTATE text
.Lannotated\@:
	ANNOTATE_AT .Lannotated\@, "\text"
	.endm

#else

#define ANNOTATION_(address, text) \
	".pushsection .annotations, \"\", @progbits\n\t.balign 4\n\t" \
	".word " address "\n\t.asciz \"" text "\"\n\t.balign 4\n\t.popsection\n"
#define ANNOTATE(text) __asm__ volatile inline("9:\n\t" ANNOTATION_("9b", text))
/* %0 in the text is the register that has the value. */
#define ANNOTATE_VALUE(text, value) \
	__asm__ volatile inline("9:\n\t" ANNOTATION_("9b", text) : : "r"(value))
/* Outside of functions: a value's name in a table. */
#define ANNOTATE_NAME(table, value, name) \
	__asm__(ANNOTATION_(#value, "value " table " " name));

#endif
#endif
