/* The compiler's own, whether the C library counts as hosted or not. */
#include <stdint-gcc.h>
