package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureDevice;
import java.util.List;

/** The list of interfaces as libpcap gives it, through JNA. Any thread; loads without the jar of JNA, to say that it is missing. */
final class JnaDevices {
    private JnaDevices() {}

    static List<CaptureDevice> list() {
        JnaLibrary.require();
        return JnaDeviceList.read();
    }
}
