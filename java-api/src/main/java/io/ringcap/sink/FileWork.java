package io.ringcap.sink;

import java.io.IOException;

/** A step on files. */
@FunctionalInterface
interface FileWork {
    void run() throws IOException;
}
