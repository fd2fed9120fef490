/* Output to the console, by lines: each line is written in one piece. stdout
 * and stderr are the same. There are no files. */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)
#define BUFSIZ 248

typedef struct file FILE;
extern FILE *const stdout;
extern FILE *const stderr;

/* Checked against the format, which is argument f; the values are from v on. */
#define PRINTS(f, v) __attribute__((format(printf, f, v)))

int printf(const char *format, ...) PRINTS(1, 2);
int fprintf(FILE *f, const char *format, ...) PRINTS(2, 3);
int sprintf(char *to, const char *format, ...) PRINTS(2, 3);
int snprintf(char *to, size_t size, const char *format, ...) PRINTS(3, 4);
int vprintf(const char *format, va_list args);
int vfprintf(FILE *f, const char *format, va_list args);
int vsprintf(char *to, const char *format, va_list args);
int vsnprintf(char *to, size_t size, const char *format, va_list args);
int sscanf(const char *from, const char *format, ...)
    __attribute__((format(scanf, 2, 3)));
int vsscanf(const char *from, const char *format, va_list args);
int puts(const char *s);
int fputs(const char *s, FILE *f);
int putchar(int c);
int fputc(int c, FILE *f);
#define putc(c, f) fputc(c, f)
int fflush(FILE *f);

#endif
