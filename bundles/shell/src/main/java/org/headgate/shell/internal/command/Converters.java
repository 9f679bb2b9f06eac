package org.headgate.shell.internal.command;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.market.Accounts;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.shell.internal.export.ExportFormat;
import org.headgate.shell.internal.text.Times;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the words of the command line become values. */
final class Converters {
    private Converters() {}

    static void register(CommandLine line) {
        line.registerConverter(Duration.class, told(Times::parse))
                .registerConverter(LocalDate.class, told(Converters::day))
                .registerConverter(Accounts.By.class, constant(Accounts.By.class))
                .registerConverter(Trust.class, told(Converters::trust))
                .registerConverter(Kind.class, constant(Kind.class))
                .registerConverter(FeedDefinition.Identity.class, constant(FeedDefinition.Identity.class))
                .registerConverter(ExportFormat.class, constant(ExportFormat.class))
                .registerConverter(DeviceCredentials.Type.class, constant(DeviceCredentials.Type.class));
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is not a day: write it like 2026-03-01");
        }
    }

    private static Trust trust(String text) {
        if (!text.matches("[0-2]")) {
            throw new IllegalArgumentException("trust is 0, 1 or 2, not '" + text + "'");
        }
        return Trust.of(Integer.parseInt(text));
    }

    private static <E extends Enum<E>> ITypeConverter<E> constant(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(value -> FeedText.word(value)
                        .equals(text.toLowerCase(Locale.ROOT).replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(FeedText::word)
                                .collect(Collectors.joining(", "))));
    }

    private static <T> ITypeConverter<T> told(ITypeConverter<T> converter) {
        return text -> {
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
