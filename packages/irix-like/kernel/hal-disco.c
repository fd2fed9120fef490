/* A virtual machine: supervisor segment, special page, monitor calls. */
#include "hal.h"
