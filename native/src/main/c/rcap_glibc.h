/*
 * Binds the dl* functions to the symbol versions they have had since the beginning.
 *
 * glibc 2.34 moved libdl into libc and gave these functions a new version, so that a library built there would refuse
 * to load on an older system for no reason of its own. The old versions are still served by every later glibc, and a
 * JVM always has libdl loaded on the older ones. A ctest holds the whole library to GLIBC_2.28 or older.
 */
#ifndef RCAP_GLIBC_H
#define RCAP_GLIBC_H

#if defined(__GLIBC__) && defined(__x86_64__)
#define RCAP_DL_VERSION "GLIBC_2.2.5"
#elif defined(__GLIBC__) && defined(__aarch64__)
#define RCAP_DL_VERSION "GLIBC_2.17"
#endif

/* The address sanitizer wraps these functions by name, which a pinned version would sidestep. */
#if defined(RCAP_DL_VERSION) && !defined(__SANITIZE_ADDRESS__)
__asm__(".symver dlopen,dlopen@" RCAP_DL_VERSION);
__asm__(".symver dlsym,dlsym@" RCAP_DL_VERSION);
__asm__(".symver dlerror,dlerror@" RCAP_DL_VERSION);
__asm__(".symver dlclose,dlclose@" RCAP_DL_VERSION);
#endif

#endif
