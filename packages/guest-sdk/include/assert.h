#undef assert
#ifdef NDEBUG
#define assert(condition) ((void) 0)
#else
#define assert(condition) ((condition) ? (void) 0 \
    : assert_failed(__FILE__, __LINE__, #condition))
#endif
_Noreturn void assert_failed(const char *file, int line, const char *condition);
