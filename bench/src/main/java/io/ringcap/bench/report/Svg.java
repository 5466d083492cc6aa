package io.ringcap.bench.report;

/** A drawing under construction, in one light theme with the reader's own fonts. Confined to one thread. */
final class Svg {
    static final String INK = "#1f2933";
    static final String FAINT = "#d5dbe1";

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        body.append("<title>").append(escape(title)).append("</title>\n");
        body.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    }

    /** Where a text's x is. */
    enum Anchor {
        START("start"),
        MIDDLE("middle"),
        END("end");

        private final String attribute;

        Anchor(String attribute) {
            this.attribute = attribute;
        }
    }

    Svg text(double x, double y, Anchor anchor, int size, String text) {
        return text(x, y, anchor, size, INK, text);
    }

    Svg text(double x, double y, Anchor anchor, int size, String fill, String text) {
        begin("text")
                .attribute("x", x)
                .attribute("y", y)
                .attribute("text-anchor", anchor.attribute)
                .attribute("font-size", Integer.toString(size))
                .attribute("fill", fill);
        body.append('>').append(escape(text)).append("</text>\n");
        return this;
    }

    Svg bar(double x, double y, double barWidth, double barHeight, String fill) {
        return begin("rect")
                .attribute("x", x)
                .attribute("y", y)
                .attribute("width", barWidth)
                .attribute("height", barHeight)
                .attribute("fill", fill)
                .end();
    }

    Svg line(double x1, double y1, double x2, double y2, String stroke, double strokeWidth) {
        return begin("line")
                .attribute("x1", x1)
                .attribute("y1", y1)
                .attribute("x2", x2)
                .attribute("y2", y2)
                .attribute("stroke", stroke)
                .attribute("stroke-width", strokeWidth)
                .end();
    }

    Svg dot(double x, double y, String fill) {
        return begin("circle")
                .attribute("cx", x)
                .attribute("cy", y)
                .attribute("r", "4")
                .attribute("fill", fill)
                .end();
    }

    private Svg begin(String element) {
        body.append('<').append(element);
        return this;
    }

    private Svg attribute(String name, double value) {
        return attribute(name, Figures.coordinate(value));
    }

    private Svg attribute(String name, String value) {
        body.append(' ').append(name).append("=\"").append(value).append('"');
        return this;
    }

    private Svg end() {
        body.append("/>\n");
        return this;
    }

    /** The whole file. */
    String document() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width
                + "\" height=\"" + height + "\" font-family=\"system-ui, sans-serif\">\n" + body + "</svg>\n";
    }

    /** Names are data: nothing in them may be taken for markup, nor be what XML does not allow. */
    static String escape(String text) {
        final StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t' || (c >= ' ' && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE) || c >= 0x10000;
    }
}
