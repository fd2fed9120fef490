# Compiles a C program for the IRIX-like system with the stock cross compiler, puts it on a disk and runs it.
# installs: @disco-vm/guest-sdk @disco-vm/abi @disco-vm/irix-like @disco-vm/splashos
# installs: @disco-vm/cli @disco-vm/monitor @disco-vm/machine @disco-vm/mips @disco-vm/numa @disco-vm/wasm @disco-vm/workloads
# installs: commander fastest-levenshtein
# prints: 3 arguments, 5 lines
PATH=$PWD/node_modules/.bin:$PATH

cat > lines.c <<'END'
#include <stdio.h>

int
main(int argc, char **argv)
{
	FILE *f = fopen(argv[1], "r");
	int lines = 0, c;

	if (!f) {
		perror(argv[1]);
		return 1;
	}
	while ((c = getc(f)) != EOF)
		lines += c == '\n';
	printf("%d arguments, %d lines\n", argc, lines);
	return 0;
}
END
printf 'a\nb\nc\nd\ne\n' > five

# What the program prints, without the kernel's own first line.
disco() { command disco "$@" | tr -d '\r' | grep -v CPU; }

irix-cc -O2 -Wall -o lines lines.c
disco disk put irix lines /bin -o my.img
disco disk put my.img five /tmp
disco run irix --timing off --disk my.img --exec "lines /tmp/five more"
