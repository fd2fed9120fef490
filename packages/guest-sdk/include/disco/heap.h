/* Memory behind the image, in whole pages, in order. Pages are not touched
 * here: whoever touches a page first decides, under a monitor that places on
 * first touch, which node it comes from. */
#ifndef DISCO_HEAP_H
#define DISCO_HEAP_H

#include <stddef.h>

/* Page-aligned and zero; powers off with EXIT_OUT_OF_MEMORY if there is not
 * enough. */
void *heap_pages(size_t bytes);
/* The same, but 0 if there is not enough. */
void *heap_try(size_t bytes);
size_t heap_left(void);

#endif
