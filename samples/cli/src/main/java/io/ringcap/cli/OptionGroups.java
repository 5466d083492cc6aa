package io.ringcap.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The part of a command's help that lists its options: those of each mixin under the mixin's heading. Stateless. */
final class OptionGroups implements IHelpSectionRenderer {
    private static final String ONLY_HEADING = "Options:";
    private static final String LAST_HEADING = "Output and help:";

    @Override
    public String render(Help help) {
        final CommandSpec command = help.commandSpec();
        final StringBuilder text = new StringBuilder();
        final List<String> ungrouped = namesOf(command.options());
        for (CommandSpec mixin : command.mixins().values()) {
            renderMixin(help, mixin, ungrouped, text);
        }
        renderGroup(help, text.isEmpty() ? ONLY_HEADING : LAST_HEADING, ungrouped, text);
        return text.toString();
    }

    /** The mixin's own options, then those of its mixins that have a heading; the others are its own. */
    private static void renderMixin(Help help, CommandSpec mixin, List<String> ungrouped, StringBuilder text) {
        final String heading = heading(mixin);
        if (heading.isEmpty()) {
            return;
        }
        final List<String> own = namesOf(mixin.options());
        for (CommandSpec nested : mixin.mixins().values()) {
            if (!heading(nested).isEmpty()) {
                own.removeAll(namesOf(nested.options()));
            }
        }
        renderGroup(help, heading, own, text);
        ungrouped.removeAll(own);
        for (CommandSpec nested : mixin.mixins().values()) {
            renderMixin(help, nested, ungrouped, text);
        }
    }

    private static void renderGroup(Help help, String heading, List<String> names, StringBuilder text) {
        final List<OptionSpec> options = help.commandSpec().options().stream()
                .filter(option -> names.contains(option.longestName()))
                .toList();
        final Help.Layout layout = help.createDefaultLayout();
        layout.addOptions(options, new ValueLabel());
        text.append(help.createHeading("%n" + heading + "%n")).append(layout);
    }

    private static String heading(CommandSpec mixin) {
        final String heading = mixin.usageMessage().optionListHeading();
        return heading == null ? "" : heading;
    }

    private static List<String> namesOf(List<OptionSpec> options) {
        return new ArrayList<>(options.stream().map(OptionSpec::longestName).toList());
    }

    /** {@code -i IF} as people type it; picocli would show {@code -i=IF}. */
    private static final class ValueLabel implements Help.IParamLabelRenderer {
        @Override
        public Help.Ansi.Text renderParameterLabel(ArgSpec argument, Help.Ansi ansi, List<Help.Ansi.IStyle> styles) {
            return argument.arity().max() == 0 ? ansi.text("") : ansi.text(separator() + argument.paramLabel());
        }

        @Override
        public String separator() {
            return " ";
        }
    }
}
