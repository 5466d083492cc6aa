/*
 * Name, CPU and priority of the calling thread, which Java cannot set for the kernel to see.
 */
#ifndef RCAP_THREAD_H
#define RCAP_THREAD_H

/* Names the calling thread; longer than 15 bytes is cut at a UTF-8 boundary. Returns 0 or RCAP_E_SYSTEM. */
int rcap_thread_name(const char *name);

/* Pins the calling thread to one CPU. Returns 0, RCAP_E_INVALID (negative, or not a CPU of this process) or
 * RCAP_E_SYSTEM. */
int rcap_thread_pin(int cpu);

/* Lets the calling thread wait for others: they get the CPU, and the disk where its scheduler heeds that, first. Cannot
 * be undone without privileges. Returns 0 or RCAP_E_SYSTEM. */
int rcap_thread_background(void);

/* The CPU the calling thread runs on at this moment, or RCAP_E_SYSTEM. */
int rcap_thread_cpu(void);

#endif
