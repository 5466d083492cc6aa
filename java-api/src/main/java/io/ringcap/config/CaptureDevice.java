package io.ringcap.config;

import java.util.List;

/**
 * An interface that can be captured on.
 *
 * @param description what libpcap says about it, often empty
 * @param addresses its addresses as text
 */
public record CaptureDevice(
        String name, String description, boolean isUp, boolean isRunning, boolean isLoopback, List<String> addresses) {
    public CaptureDevice {
        addresses = List.copyOf(addresses);
    }
}
