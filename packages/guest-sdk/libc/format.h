/* Inside of printf and scanf and their kin. */
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

/* Where scanf's text comes from: the next character or EOF; and one put back. */
struct source {
	int (*get)(struct source *source);
	void (*unget)(struct source *source, int c);
};

/* Returns how many values were stored; EOF at the end of the text before any. */
int scan_text(struct source *source, const char *format, va_list args);

#define DOUBLE_BYTES 1600 /* the longest: %.767f of a large number */

/* Digits of |x| for conversion f, e or g (or in capitals); returns the length.
 * `alternative` is the # flag. */
int format_double(char *to, double x, char conversion, int precision,
    int alternative);

#endif
