package io.ringcap.sink;

/**
 * What became of one interface's packets, when the session ends.
 *
 * @param interfaceIndex its number in the session
 * @param received packets taken and dropped together
 * @param droppedKernel packets the kernel dropped, -1 when that cannot be known
 * @param droppedInterface packets the interface dropped, -1 when that cannot be known
 */
public record InterfaceTotals(int interfaceIndex, long received, long droppedKernel, long droppedInterface) {}
