package io.ringcap.config;

/** Which packets of an interface are wanted. */
public enum Direction {
    INOUT,
    IN,
    OUT
}
