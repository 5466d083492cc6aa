package io.ringcap.internal.ring;

/**
 * What ties a worker's loop to those outside.
 *
 * @param gate passed for all that others see
 * @param orders what the worker is told
 * @param heartbeat its signs of life
 * @param reports where answers go
 */
record WorkerLink(RescueGate gate, WorkerOrders orders, Heartbeat heartbeat, WorkerReports reports) {
    WorkerLink(WorkerReports reports) {
        this(new RescueGate(), new WorkerOrders(), new Heartbeat(), reports);
    }

    /** Carries out an order and answers it, unless the worker has been given up meanwhile. Worker only. */
    void carryOut(WorkerOrder order, FillLoop loop) {
        answer(order, order.applyTo(loop));
    }

    /** Answers an order of which nothing will come. Worker only. */
    void refuse(WorkerOrder order, boolean isPaused) {
        answer(order, order.refusal(isPaused));
    }

    private void answer(WorkerOrder order, WorkerOrder.Answer answer) {
        if (gate.enter()) {
            try {
                if (orders.take(order)) {
                    answer.giveTo(reports);
                }
            } finally {
                gate.leave();
            }
        }
    }

    /** Lets no more orders in and answers those that are left, unless a rescuer does. Worker only. */
    void refuseLeft(boolean isPaused) {
        orders.close();
        if (gate.enter()) {
            try {
                refuseAll(isPaused);
            } finally {
                gate.leave();
            }
        }
    }

    /** Lets no more orders in and answers those that are left. Whoever reports the end. */
    void refuseAll(boolean isPaused) {
        orders.close();
        WorkerOrder left = orders.takeNext();
        while (left != null) {
            left.refusal(isPaused).giveTo(reports);
            left = orders.takeNext();
        }
    }
}
