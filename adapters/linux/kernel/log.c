// SPDX-License-Identifier: GPL-2.0-only
/* The kernel log, warnings, and what ends a kernel. */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

#include "runtime.h"

#define LINE 1024

static void print(const char *prefix, const char *format, va_list arguments)
{
	static char line[LINE], whole[2 * LINE];
	size_t length;

	/* The level stands before the text. */
	while (format[0] == KERN_SOH_ASCII && format[1])
		format += 2;
	host_format(line, sizeof(line), format, arguments);
	length = strlen(line);
	while (length && line[length - 1] == '\n')
		line[--length] = 0;
	snprintf(whole, sizeof(whole), "%s%s", prefix, line);
	the_services.log(whole);
}

static void print_of_device(const char *level, const struct device *dev, const char *format, va_list arguments)
{
	char prefix[96];

	snprintf(prefix, sizeof(prefix), "%s%s: ", level, dev ? dev_name(dev) : "(no device)");
	print(prefix, format, arguments);
}

#define LOG_OF_DEVICE(name, level)						\
void name(const struct device *dev, const char *format, ...)			\
{										\
	va_list arguments;							\
										\
	va_start(arguments, format);						\
	print_of_device(level, dev, format, arguments);				\
	va_end(arguments);							\
}
LOG_OF_DEVICE(_dev_err, "error: ")
LOG_OF_DEVICE(_dev_warn, "warning: ")
LOG_OF_DEVICE(_dev_notice, "")
LOG_OF_DEVICE(_dev_info, "")

int _printk(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print("", format, arguments);
	va_end(arguments);
	return 0;
}

void complain(const char *format, ...)
{
	static char line[LINE];
	va_list arguments;

	va_start(arguments, format);
	host_format(line, sizeof(line), format, arguments);
	va_end(arguments);
	the_services.complain(line);
}

/* WARN() */
void warn_slowpath_fmt(const char *file, const int line, unsigned int taint, const char *format, ...)
{
	static char text[LINE];
	va_list arguments;

	text[0] = 0;
	if (format) {
		va_start(arguments, format);
		host_format(text, sizeof(text), format, arguments);
		va_end(arguments);
	}
	complain("WARNING at %s:%d %s", file, line, text);
}

/* BUG() too */
void panic(const char *format, ...)
{
	static char text[LINE];
	va_list arguments;

	va_start(arguments, format);
	host_format(text, sizeof(text), format, arguments);
	va_end(arguments);
	complain("kernel panic: %s", text);
	stop("it panicked");
}

/* Every symbol that the kernel's objects lack and nothing here defines leads here. */
void lacks(const char *symbol);
void lacks(const char *symbol)
{
	static char text[LINE];

	snprintf(text, sizeof(text), "this runtime has no %s()", symbol);
	stop(text);
}

int ___ratelimit(struct ratelimit_state *state, const char *function)
{
	return 1;
}

const char *dev_driver_string(const struct device *dev)
{
	return "driver";
}
