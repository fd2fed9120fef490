# Compiles a parallel C program with the guest SDK and runs it in a virtual machine and on bare metal.
# installs: @disco-vm/guest-sdk @disco-vm/splashos @disco-vm/abi
# installs: @disco-vm/cli @disco-vm/monitor @disco-vm/machine @disco-vm/mips @disco-vm/numa @disco-vm/wasm @disco-vm/workloads @disco-vm/irix-like
# installs: commander fastest-levenshtein
# prints: 3.141593
# prints: 3.141593
PATH=$PWD/node_modules/.bin:$PATH

cat > pi.c <<'END'
/* The area under 4 / (1 + x * x), one strip a thread. */
#include <splash.h>

#define STRIPS 4
MAIN_ENV

struct { LOCKDEC(lock) int next; double sum; } *global;

void
strip(void)
{
	LOCK(global->lock)
	int id = global->next++;
	UNLOCK(global->lock)
	double sum = 0;
	for (int i = id; i < 10000; i += STRIPS) {
		double x = (i + 0.5) / 10000;
		sum += 4 / (1 + x * x);
	}
	LOCK(global->lock)
	global->sum += sum / 10000;
	UNLOCK(global->lock)
}

int
main(void)
{
	MAIN_INITENV(, 1000000)
	global = G_MALLOC(sizeof *global);
	LOCKINIT(global->lock)
	for (int i = 1; i < STRIPS; i++)
		CREATE(strip)
	strip();
	WAIT_FOR_END(STRIPS - 1)
	printf("%.6f\n", global->sum);
	MAIN_END
}
END
disco-cc --platform disco --with @disco-vm/splashos -o pi-disco.elf pi.c
disco run pi-disco.elf --monitor disco --cpus 4

disco-cc --platform bare --with @disco-vm/splashos -o pi-bare.elf pi.c
disco run pi-bare.elf --cpus 4
