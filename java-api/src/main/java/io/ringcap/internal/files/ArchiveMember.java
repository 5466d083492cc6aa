package io.ringcap.internal.files;

/**
 * A file as it is on disk or in an archive. Immutable.
 *
 * @param name its name in the folder
 * @param bytes its length
 * @param sha256 its digest in hexadecimal
 */
record ArchiveMember(String name, long bytes, String sha256) {}
