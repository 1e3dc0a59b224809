/* Put before the C library (LD_PRELOAD): write, pwrite and read of files move half of what they are asked for, and say so,
 * as they may on any system.
 *
 * HALVE: 0 for every call, else the number of the one that is cut. HALVED: a file that is made when one was. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static size_t half(size_t size) {
    const char *which = getenv("HALVE"), *said = getenv("HALVED");
    if (size < 2 || !which || !said)
        return size;
    int number = atoi(which), call = atomic_fetch_add(&calls, 1) + 1;
    if (number != 0 && number != call)
        return size;
    int made = open(said, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (made >= 0)
        close(made);
    return (size + 1) / 2;
}

ssize_t write(int fd, const void *bytes, size_t size) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    return real(fd, bytes, half(size));
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    return real(fd, bytes, half(size), at);
}

ssize_t read(int fd, void *bytes, size_t size) {
    ssize_t (*real)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
    return real(fd, bytes, half(size));
}
