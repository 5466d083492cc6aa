package io.ringcap.bench.jmh;

/** The JVM flags that Ringcap runs with, as its launcher and its README have them; what is measured without them is another program. */
final class ProductionFlags {
    static final String SERIAL_GC = "-XX:+UseSerialGC";
    static final String CHRONICLE_NIO = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";
    static final String CHRONICLE_REF = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";
    static final String CHRONICLE_REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";
    static final String NO_ANALYTICS = "-Dchronicle.analytics.disable=true";
    static final String NO_DISK_MONITOR = "-Dchronicle.disk.monitor.disable=true";

    private ProductionFlags() {}
}
