package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureDevice;
import io.ringcap.message.CaptureException;

/** Lists the interfaces that can be captured on, or says what this machine lacks. No arguments. */
public final class ListDevices {
    private ListDevices() {}

    public static void main(String[] args) {
        try {
            for (CaptureDevice device : CaptureManager.devices()) {
                System.out.println(device.name() + (device.isUp() ? " up " : " down ") + device.addresses());
            }
        } catch (CaptureException e) {
            System.err.println(e.code() + ": " + e.getMessage());
        }
    }
}
