/*
 * Preloaded into a process, makes its disk fail while a file of the folder $FAILING_DISK is there: `full` lets no database file
 * be written (ENOSPC, after half of what was to be written), `sync-fails` lets none be synced (EIO, the bytes being written).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(result, name, ...) ((result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

static int fails(int fd, const char *how) {
  char link[64], path[PATH_MAX];
  const char *folder = getenv("FAILING_DISK");
  if (folder == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, how);
  if (access(path, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = '\0';
  return strstr(path, ".db") != NULL;
}

static int refuse(int error) {
  errno = error;
  return -1;
}

/* What of a write still fits: half of it, until that is less than a sector. */
static size_t fitting(size_t size) { return size > 512 ? size / 2 : 0; }

ssize_t write(int fd, const void *bytes, size_t size) {
  if (fails(fd, "full") && (size = fitting(size)) == 0) return refuse(ENOSPC);
  return REAL(ssize_t, write, int, const void *, size_t)(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  if (fails(fd, "full") && (size = fitting(size)) == 0) return refuse(ENOSPC);
  return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

int ftruncate64(int fd, off64_t size) {
  if (fails(fd, "full")) return refuse(ENOSPC);
  return REAL(int, ftruncate64, int, off64_t)(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int posix_fallocate64(int fd, off64_t at, off64_t size) {
  if (fails(fd, "full")) return ENOSPC;
  return REAL(int, posix_fallocate64, int, off64_t, off64_t)(fd, at, size);
}

int posix_fallocate(int fd, off_t at, off_t size) { return posix_fallocate64(fd, at, size); }

int fsync(int fd) {
  if (fails(fd, "sync-fails")) return refuse(EIO);
  return REAL(int, fsync, int)(fd);
}

int fdatasync(int fd) {
  if (fails(fd, "sync-fails")) return refuse(EIO);
  return REAL(int, fdatasync, int)(fd);
}
