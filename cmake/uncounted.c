/* What gcc's -fsanitize-coverage=trace-pc calls at each block, for programs that do not count (tests/fuzz/driver.c does). */
void __sanitizer_cov_trace_pc(void);
__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void) {}
