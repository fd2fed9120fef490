/* Why a call has failed. */
#include <errno.h>

int errno;
