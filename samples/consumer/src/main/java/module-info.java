/** A module that captures. On the class path this file has no meaning. */
module com.example.consumer {
    requires io.ringcap;

    // io.ringcap is an automatic module: what it needs itself it cannot say.
    requires com.fasterxml.jackson.databind;
    requires com.lmax.disruptor;
    requires org.jspecify;
}
