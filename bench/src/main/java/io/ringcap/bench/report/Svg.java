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
        body.append("<text x=\"")
                .append(Figures.coordinate(x))
                .append("\" y=\"")
                .append(Figures.coordinate(y))
                .append("\" text-anchor=\"")
                .append(anchor.attribute)
                .append("\" font-size=\"")
                .append(size)
                .append("\" fill=\"")
                .append(fill)
                .append("\">")
                .append(escape(text))
                .append("</text>\n");
        return this;
    }

    Svg bar(double x, double y, double barWidth, double barHeight, String fill) {
        body.append("<rect x=\"")
                .append(Figures.coordinate(x))
                .append("\" y=\"")
                .append(Figures.coordinate(y))
                .append("\" width=\"")
                .append(Figures.coordinate(barWidth))
                .append("\" height=\"")
                .append(Figures.coordinate(barHeight))
                .append("\" fill=\"")
                .append(fill)
                .append("\"/>\n");
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String stroke, double strokeWidth) {
        body.append("<line x1=\"")
                .append(Figures.coordinate(x1))
                .append("\" y1=\"")
                .append(Figures.coordinate(y1))
                .append("\" x2=\"")
                .append(Figures.coordinate(x2))
                .append("\" y2=\"")
                .append(Figures.coordinate(y2))
                .append("\" stroke=\"")
                .append(stroke)
                .append("\" stroke-width=\"")
                .append(Figures.coordinate(strokeWidth))
                .append("\"/>\n");
        return this;
    }

    Svg dot(double x, double y, String fill) {
        body.append("<circle cx=\"")
                .append(Figures.coordinate(x))
                .append("\" cy=\"")
                .append(Figures.coordinate(y))
                .append("\" r=\"4\" fill=\"")
                .append(fill)
                .append("\"/>\n");
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
