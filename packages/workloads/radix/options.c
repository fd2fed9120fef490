/* The command line: SPLASH-2's options, and a seed. */
#include "radix.h"

static const char usage[] =
    "radix: options -p processors (default: all), -n keys (262144),\n"
    "  -r radix (1024), -m maximum key (524288), -s seed (1),\n"
    "  -t (print times), -h\n";

static int
number(const char *text, unsigned *value)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	*value = n;
	return *text >= '0' && *text <= '9' && *end == 0 && n <= 0x7fffffff;
}

static int
refuse(const char *what, unsigned got)
{
	printf("radix: expected %s, got %u\n", what, got);
	return -1;
}

int
parse_options(struct options *o, int argc, char **argv)
{
	int option, good = 1;

	while ((option = getopt(argc, argv, "p:n:r:m:s:th")) != -1) {
		switch (option) {
		case 'p': good = number(optarg, &o->processors); break;
		case 'n': good = number(optarg, &o->keys); break;
		case 'r': good = number(optarg, &o->radix); break;
		case 'm': good = number(optarg, &o->max_key); break;
		case 's': good = number(optarg, &o->seed); break;
		case 't': o->times = 1; break;
		default:
			printf("%s", usage);
			return option == 'h' ? 1 : -1;
		}
		if (!good) {
			printf("radix: expected a number after -%c, got %s\n",
			    option, optarg);
			return -1;
		}
	}
	if (optind < argc) {
		printf("radix: expected options only, got %s\n%s", argv[optind],
		    usage);
		return -1;
	}
	if (o->processors < 1 || o->processors > MAX_PROCESSORS)
		return refuse("-p from 1 to 64", o->processors);
	if (o->keys < 1 || o->keys > 1u << 28)
		return refuse("-n from 1 to 268435456", o->keys);
	if (o->radix < 2 || o->radix > MAX_RADIX || o->radix & (o->radix - 1))
		return refuse("-r a power of two from 2 to 4096", o->radix);
	if (o->max_key < 1)
		return refuse("-m from 1 up", o->max_key);
	return 0;
}
