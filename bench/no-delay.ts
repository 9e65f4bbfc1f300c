// A library that sets TCP_NODELAY on every TCP socket of the programs it is preloaded into.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int without_delay(int fd) {
  int on = 1, kind = 0;
  socklen_t size = sizeof kind;
  if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM)
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int socket(int domain, int type, int protocol) {
  int (*next)(int, int, int) = (int (*)(int, int, int)) dlsym(RTLD_NEXT, "socket");
  return without_delay(next(domain, type, protocol));
}

int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict size) {
  int (*next)(int, struct sockaddr *, socklen_t *) = (int (*)(int, struct sockaddr *, socklen_t *)) dlsym(RTLD_NEXT, "accept");
  return without_delay(next(fd, address, size));
}
`;

/** Compiles the library into `dir` and returns its path; null, with the reason printed, without a C compiler. */
export function buildNoDelay(dir: string): string | null {
  const source = path.join(dir, 'no-delay.c');
  const library = path.join(dir, 'no-delay.so');
  fs.writeFileSync(source, SOURCE);
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { stdio: 'pipe' });
    return library;
  } catch (error) {
    console.log(`Without Kannel with TCP_NODELAY (apt-get install gcc libc6-dev): ${(error as Error).message}\n`);
    return null;
  }
}
