/* Inside of printf and its kin. */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Where the text goes. */
struct sink {
	void (*put)(struct sink *sink, const char *text, size_t n);
};

/* Returns how many bytes were put. */
int format_text(struct sink *sink, const char *format, va_list args);

#define DOUBLE_BYTES 1600 /* the longest: %.767f of a large number */

/* Digits of |x| for conversion f, e or g (or in capitals); returns the length.
 * `alternative` is the # flag. */
int format_double(char *to, double x, char conversion, int precision,
    int alternative);

#endif
