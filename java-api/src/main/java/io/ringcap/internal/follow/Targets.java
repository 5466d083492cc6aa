package io.ringcap.internal.follow;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.HeldNetns;
import io.ringcap.internal.pcap.NameLookup;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the source for whatever is to be captured: finds it, opens what sources know, and has it followed. Stateless; each source
 * is opened on the thread that will work it.
 */
public final class Targets implements SourceOpener {
    @Override
    public BlockSource open(CaptureSpec spec, CaptureConfig config) {
        return open(spec, config, () -> Long.MAX_VALUE);
    }

    @Override
    public BlockSource open(CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
        return new Opening(new ProcFiles(), spec, new PlainCapture(spec, config, patienceNs), patienceNs).open();
    }

    /** One opening. */
    private record Opening(ProcFiles proc, CaptureSpec spec, PlainCapture plain, LongSupplier patienceNs) {
        /** How often a target is looked for again that went away while it was opened. */
        private static final int MOST_TRIES = 3;

        BlockSource open() {
            return switch (spec.mode()) {
                case INTERFACE, ANY, FILE, SYNTHETIC, NETNS, ADDRESS -> plain.open(spec.netns(), "");
                case CONTAINER -> container();
                case PROCESS, PID -> processes();
                case DOMAIN -> domain();
            };
        }

        private BlockSource container() {
            final ContainerFinder finder = new ContainerFinder(proc);
            final String wanted = Objects.requireNonNull(spec.target().containerId());
            return openWhileThere(() -> {
                final ContainerFinder.Container found = finder.find(wanted);
                return new Found(found.pids().get(0), netns -> new ContainerFollower(finder, found));
            });
        }

        private BlockSource processes() {
            final FilterScope scope = spec.target().keepsUnattributed() ? FilterScope.EVERYTHING : FilterScope.OPENINGS;
            return openWhileThere(() -> {
                final ProcessFinder finder = new ProcessFinder(proc, spec.target());
                return new Found(finder.first(), netns -> ProcessFollower.open(finder, proc, scope, netns));
            });
        }

        private BlockSource domain() {
            final String name = Objects.requireNonNull(spec.target().domain());
            final FirstAnswer first = new FirstAnswer(name, NameLookup::addresses);
            return followed(
                    new DomainFollower(name, NameLookup::addresses, first.await(patienceNs, threadName())),
                    HeldNetns.asNamed(spec.netns()));
        }

        /**
         * Opens what is found in the namespace of one of its processes. A process that ends meanwhile may have left its number, and
         * with it the path of its namespace, to another: then what was opened is nobody's, and the target is looked for again.
         *
         * @param finder throws when there is nothing to be found any more
         */
        private BlockSource openWhileThere(Supplier<Found> finder) {
            CaptureException last = null;
            for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
                final Found found = find(finder);
                final OptionalLong started = proc.started(found.pid());
                try {
                    final BlockSource opened = openIn(HeldNetns.hold(proc.foreignNetns(found.pid())), found);
                    if (proc.isStill(found.pid(), started)) {
                        return opened;
                    }
                    opened.close();
                } catch (CaptureException e) {
                    if (proc.isStill(found.pid(), started)) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw new CaptureException(
                    ErrorCode.START_PROCESS_NOT_FOUND,
                    "what is to be captured ended " + MOST_TRIES
                            + " times while it was opened; start again when its processes stay",
                    last);
        }

        private static Found find(Supplier<Found> finder) {
            try {
                return finder.get();
            } catch (UncheckedIOException e) {
                throw unreadable(e);
            }
        }

        private static CaptureException unreadable(UncheckedIOException e) {
            return new CaptureException(
                    ErrorCode.START_ENGINE_FAILED,
                    "the processes of this machine cannot be read: "
                            + e.getCause().getMessage() + "; with 'too many open files' raise the limit (ulimit -n)",
                    e);
        }

        /** The namespace is closed with what is opened, or at once when nothing is. */
        private BlockSource openIn(HeldNetns netns, Found found) {
            final Follower follower;
            try {
                follower = found.follower().open(netns.path());
            } catch (CaptureException e) {
                netns.close();
                throw netns.named(e);
            } catch (UncheckedIOException e) {
                netns.close();
                throw unreadable(e);
            } catch (RuntimeException | Error e) {
                netns.close();
                throw e;
            }
            return followed(follower, netns);
        }

        private BlockSource followed(Follower follower, HeldNetns netns) {
            BlockSource inner = null;
            try {
                inner = plain.open(netns.path(), follower.expression());
                return new TargetSource(
                                inner,
                                follower,
                                netns,
                                spec.expression(),
                                spec.target().keepsUnattributed(),
                                threadName())
                        .start();
            } catch (RuntimeException | Error e) {
                // Also when there is no thread to be had.
                if (inner != null) {
                    inner.close();
                }
                follower.close();
                netns.close();
                if (e instanceof CaptureException failure) {
                    throw netns.named(failure);
                }
                throw e;
            }
        }

        private static String threadName() {
            return Thread.currentThread().getName() + "-target";
        }
    }

    /**
     * A target as it was found.
     *
     * @param pid the process in whose network namespace it is
     */
    private record Found(int pid, FollowerOpener follower) {}

    /** Has a target followed whose network namespace is that of a file, or our own. */
    private interface FollowerOpener {
        Follower open(@Nullable Path netns);
    }
}
