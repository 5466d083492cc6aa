package io.ringcap.docs;

/**
 * A fenced block of a page. Immutable.
 *
 * @param place the page and the line it begins at, for messages
 * @param language what stands behind the fence, one of {@link Page#LANGUAGES}
 * @param mark what an HTML comment in the line before it says; empty for none
 */
record CodeBlock(String place, String language, String mark, String text) {
    /** Whether it is to be run, not only compiled. */
    boolean isRun() {
        return mark.equals("run");
    }
}
