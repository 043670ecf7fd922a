/*
 * Preloaded into a process, keeps beside each database file what a power loss would leave of it: FILE.shadow is FILE as it was
 * when it was last synced, FILE.syncs grows by one byte with each sync. Nothing else changes: writes go to FILE as always, so
 * that the process, which is then killed, never notices. File contents only: that a file was made or renamed counts as kept.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), wanted = strlen(end);
  return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/* Whether the descriptor is a database file or its log, and which. */
static int tracked(int fd, char *path, size_t size) {
  char link[64];
  struct stat status;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length <= 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  path[length] = '\0';
  return ends_with(path, ".db") || ends_with(path, ".db-wal");
}

static void copy(const char *from, const char *to) {
  int in = open(from, O_RDONLY | O_CLOEXEC);
  int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (in < 0 || out < 0) abort();
  ssize_t sent;
  while ((sent = sendfile(out, in, NULL, 1 << 20)) > 0) {}
  if (sent < 0) abort();
  close(in);
  close(out);
}

static int keep(int fd) {
  char path[PATH_MAX], shadow[PATH_MAX + 16], fresh[PATH_MAX + 16], syncs[PATH_MAX + 16];
  if (!tracked(fd, path, sizeof path)) return 0;
  snprintf(shadow, sizeof shadow, "%s.shadow", path);
  snprintf(fresh, sizeof fresh, "%s.fresh", path);
  snprintf(syncs, sizeof syncs, "%s.syncs", path);
  copy(path, fresh);
  if (rename(fresh, shadow) != 0) abort();
  int counter = open(syncs, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (counter < 0 || write(counter, "s", 1) != 1) abort();
  close(counter);
  return 0;
}

int fsync(int fd) { return keep(fd); }
int fdatasync(int fd) { return keep(fd); }
