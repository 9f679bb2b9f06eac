package org.headgate.proof.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.proof.Finding;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.jspecify.annotations.Nullable;

/** {@code verify FILE…}: checks what a gateway delivered, without the gateway. */
public final class Verify {
    private static final int HOLDS = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String HELP = """
            Usage: verify [--gateway ADDRESS] [--json] FILE...

            Checks exports (JSON lines or CBOR), proof messages together with the records
            they prove, and chains of batch headers: signatures, the chain of hashes, gaps,
            and that every contribution is in its batch. Needs no gateway and no network.

              FILE               '-' reads standard input; several files are checked together
              --gateway ADDRESS  the address that must have signed; without it, the files'
                                 own word is taken for who the gateway is
              --json             print the result as one JSON object
              --help             print this

            Exit code: 0 all holds, 1 something failed, 2 wrong usage or unreadable file.

            Example:
              verify --gateway 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf export.jsonl
            """;

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> files = new ArrayList<>();
    private @Nullable Address gateway;
    private boolean json;

    private Verify(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int code = run(arguments, System.in, out, System.err);
        out.flush();
        System.exit(code);
    }

    /** As {@code main}, without leaving the process. */
    static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        Verify verify = new Verify(out, err);
        try {
            if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
                out.print(HELP);
                return HOLDS;
            }
            verify.parse(arguments);
            return verify.verify(in);
        } catch (IllegalArgumentException e) {
            err.println("verify: " + e.getMessage());
            err.println("Try 'verify --help'.");
            return USAGE;
        }
    }

    private void parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--json")) {
                json = true;
            } else if (argument.equals("--gateway")) {
                if (++i == arguments.length) {
                    throw new IllegalArgumentException("--gateway needs an address");
                }
                gateway = Address.parse(arguments[i]);
            } else if (argument.startsWith("--gateway=")) {
                gateway = Address.parse(argument.substring("--gateway=".length()));
            } else if (argument.startsWith("-") && argument.length() > 1) {
                throw new IllegalArgumentException("unknown option " + argument);
            } else {
                files.add(argument);
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("name at least one file");
        }
    }

    private int verify(InputStream in) {
        Verifier verifier = new Verifier(gateway);
        for (String file : files) {
            try (InputStream stream = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
                verifier.read(file, stream, items -> err.println(file + ": " + items + " items checked"));
            } catch (NoSuchFileException e) {
                throw new IllegalArgumentException(file + " does not exist");
            } catch (IOException e) {
                throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage());
            }
        }
        Verification result = verifier.result();
        if (json) {
            ResultJson.write(result, out);
        } else {
            print(result);
        }
        return result.holds() ? HOLDS : FAILED;
    }

    private void print(Verification result) {
        for (Finding finding : result.findings()) {
            out.println("FAILED  " + finding);
        }
        if (result.failures() > result.findings().size()) {
            out.println("FAILED  and " + (result.failures() - result.findings().size()) + " more");
        }
        out.println("gateway        " + (result.gateways().isEmpty() ? "none" : String.join(", ", result.gateways()))
                + (gateway == null ? "  (as the files say; pin it with --gateway)" : "  (as expected)"));
        out.println("batches        " + result.headers() + range(result.firstBatch(), result.lastBatch()));
        out.println("contributions  " + result.contributions() + " proven"
                + range(result.firstSequence(), result.lastSequence()));
        out.println(
                "lost           " + result.lost() + (result.lost() == 0 ? "" : " declared by the gateway, accepted"));
        out.println(verdict(result));
    }

    private static String verdict(Verification result) {
        if (result.failures() > 0) {
            return result.failures() + (result.failures() == 1 ? " check failed" : " checks failed");
        }
        return result.headers() == 0 ? "nothing to verify: no header, no contribution, no proof" : "all holds";
    }

    private static String range(long first, long last) {
        return first == 0 ? "" : " (" + first + " to " + last + ")";
    }
}
